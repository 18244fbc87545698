using System.Text.Json.Serialization;

namespace Graft.Runtime.Heads;

/// <summary>
/// What a discriminant head is the sum of: at least one analysis. Each is weighted by how well it tells pictures that were left
/// out of it.
/// </summary>
public sealed record DiscriminantRecipe
{
    /// <summary>On the last block.</summary>
    public DiscriminantPart? Last { get; init; }

    /// <summary>On the last block, of the pictures and their mirror images.</summary>
    public DiscriminantPart? LastMirrored { get; init; }

    /// <summary>On the means of all blocks.</summary>
    public DiscriminantPart? Blocks { get; init; }

    /// <summary>On the means of all blocks, of the pictures and their mirror images.</summary>
    public DiscriminantPart? BlocksMirrored { get; init; }

    /// <summary>On the means and deviations of all blocks.</summary>
    public DiscriminantPart? Deviations { get; init; }

    /// <summary>On the means and deviations of all blocks, of the pictures and their mirror images.</summary>
    public DiscriminantPart? DeviationsMirrored { get; init; }

    /// <summary>The taps that are needed.</summary>
    [JsonIgnore]
    public Taps Taps => Parts().Select(part => part.Kind.Taps).DefaultIfEmpty(Taps.Last).Max();

    /// <summary>The taps of the part that counts most.</summary>
    [JsonIgnore]
    internal Taps Main => Parts().MaxBy(part => part.Part.Weight).Kind.Taps;

    /// <summary>Whether mirror images are learned from.</summary>
    [JsonIgnore]
    public bool IsMirrored => Parts().Any(part => part.Kind.Mirrored);

    /// <summary>Whether there is a part, and each has numbers that can be solved with.</summary>
    public bool IsSolvable() => Parts().Any() && Parts().All(pair =>
        pair.Part.Shrinkage is > 0 and <= 1 && pair.Part.Weight > 0 && double.IsFinite(pair.Part.Weight));

    /// <summary>All parts that are there.</summary>
    internal IEnumerable<(DiscriminantKind Kind, DiscriminantPart Part)> Parts() =>
        from pair in new[]
        {
            (new DiscriminantKind(Taps.Last, false), Last),
            (new DiscriminantKind(Taps.Last, true), LastMirrored),
            (new DiscriminantKind(Taps.Blocks, false), Blocks),
            (new DiscriminantKind(Taps.Blocks, true), BlocksMirrored),
            (new DiscriminantKind(Taps.Deviations, false), Deviations),
            (new DiscriminantKind(Taps.Deviations, true), DeviationsMirrored),
        }
        where pair.Item2 is not null
        select (pair.Item1, pair.Item2);

    internal static DiscriminantRecipe Of(IReadOnlyCollection<(DiscriminantKind Kind, DiscriminantPart Part)> parts)
    {
        DiscriminantPart? Find(Taps taps, bool mirrored) =>
            parts.FirstOrDefault(part => part.Kind == new DiscriminantKind(taps, mirrored)).Part;

        return new DiscriminantRecipe
        {
            Last = Find(Taps.Last, false),
            LastMirrored = Find(Taps.Last, true),
            Blocks = Find(Taps.Blocks, false),
            BlocksMirrored = Find(Taps.Blocks, true),
            Deviations = Find(Taps.Deviations, false),
            DeviationsMirrored = Find(Taps.Deviations, true),
        };
    }
}

/// <summary>One analysis of a discriminant head.</summary>
/// <param name="Shrinkage">The identity's share of the covariance, above 0 and at most 1.</param>
/// <param name="Weight">What its distances are multiplied by, above 0.</param>
public sealed record DiscriminantPart(double Shrinkage, double Weight);

/// <summary>What an analysis is of.</summary>
internal readonly record struct DiscriminantKind(Taps Taps, bool Mirrored)
{
    public override string ToString() => $"discriminant, {TapsText.Of(Taps)}" + (Mirrored ? ", mirrored" : "");
}
