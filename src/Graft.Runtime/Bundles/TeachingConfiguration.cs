using System.Text.Json.Serialization;
using Graft.Runtime.Heads;

namespace Graft.Runtime.Bundles;

/// <summary>How the head of a model was found, so that it can be solved for again when the model is taught.</summary>
public sealed record TeachingConfiguration
{
    /// <summary>The dense layer at the model's end, by its name.</summary>
    public required string Layer { get; init; }

    /// <summary>Whether it sees the square roots of the <see cref="OnnxNames.Features"/>, those below 0 taken for 0.</summary>
    public required bool HasRoots { get; init; }

    /// <summary>How many of the features, at the end, are the means of the network's last block.</summary>
    public required int LastWidth { get; init; }

    /// <summary>How many of the features, at the end, are means; null: all, none is a deviation.</summary>
    public int? BlocksWidth { get; init; }

    /// <summary>The blocks that had to be seen; null where the best ones were looked for.</summary>
    public Taps? AskedTaps { get; init; }

    /// <summary>The blocks that are seen.</summary>
    public required Taps Taps { get; init; }

    /// <summary>What was chosen, where it is a discriminant head.</summary>
    public DiscriminantRecipe? Discriminant { get; init; }

    /// <summary>What was chosen, where it is a logistic head.</summary>
    public LogisticRecipe? Logistic { get; init; }

    /// <summary>What the model was taught since it was trained, one entry a class; none where it was not.</summary>
    public IReadOnlyList<TaughtClass> Taught
    {
        get;
        init => field = value ?? []; // the generated reader sets what a file lacks to null
    } = [];

    /// <summary>Which kind of head it is.</summary>
    [JsonIgnore]
    public HeadKind Kind => Discriminant is null ? HeadKind.Logistic : HeadKind.Discriminant;
}

/// <summary>A class that a finished model was taught.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Pictures">By how many pictures.</param>
public sealed record TaughtClass(string Label, int Pictures);
