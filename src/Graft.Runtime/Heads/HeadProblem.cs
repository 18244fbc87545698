namespace Graft.Runtime.Heads;

/// <summary>The features that a head is found on.</summary>
public sealed class HeadProblem
{
    private readonly float[] plain;
    private readonly float[]? mirrored;

    /// <summary>Features of pictures and, where there are any, of their mirror images.</summary>
    /// <param name="plain"><c>[pictures, features]</c>, in the order that <see cref="TapWidths"/> tells.</param>
    /// <param name="mirrored">The same of the mirror images; null where there are none.</param>
    /// <param name="widths">Which of the features are what.</param>
    /// <param name="labels">For each picture the index of its class.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="hasRoots">Whether square roots are taken; null: where no feature is negative.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other, or a class has no picture.</exception>
    public HeadProblem(
        float[] plain, float[]? mirrored, TapWidths widths, IReadOnlyList<int> labels, int classes, bool? hasRoots = null)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(widths);
        if (plain.Length != (long)labels.Count * widths.All || (mirrored is not null && mirrored.Length != plain.Length))
            throw new ArgumentException($"{labels.Count} pictures do not have {widths.All} features each.", nameof(plain));
        if (Enumerable.Range(0, classes).Except(labels).FirstOrDefault(-1) is >= 0 and var empty)
            throw new ArgumentException($"Class {empty} has no picture to learn from.", nameof(labels));
        (this.plain, this.mirrored, Widths, Labels, Classes) = (plain, mirrored, widths, labels, classes);
        HasRoots = hasRoots ?? (plain.All(value => value >= 0) && (mirrored?.All(value => value >= 0) ?? true));
    }

    /// <summary>Which of a picture's features are what.</summary>
    public TapWidths Widths { get; }

    /// <summary>For each picture the index of its class.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Whether the features' square roots are taken: where none is negative.</summary>
    public bool HasRoots { get; }

    /// <summary>Whether there are mirror images.</summary>
    public bool HasMirrored => mirrored is not null;

    /// <summary>The rows of some taps, with the mirror images after them or without.</summary>
    public FeatureRows Rows(Taps taps, bool withMirrored)
    {
        IReadOnlyList<float[]> views = withMirrored ? [plain, mirrored!] : [plain];
        var rows = new ArrayRows(views, Widths.All, FirstOf(taps));
        return HasRoots ? new SquareRootRows(rows) : rows;
    }

    /// <summary>The problem of some of the pictures; of each class there is one among them.</summary>
    /// <param name="pictures">Which.</param>
    public HeadProblem Some(IReadOnlyList<int> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return new HeadProblem(
            Of(plain), mirrored is null ? null : Of(mirrored), Widths, [.. pictures.Select(picture => Labels[picture])], Classes, HasRoots);

        float[] Of(float[] all)
        {
            var values = new float[(long)pictures.Count * Widths.All];
            for (var i = 0; i < pictures.Count; i++)
                all.AsSpan(pictures[i] * Widths.All, Widths.All).CopyTo(values.AsSpan(i * Widths.All));
            return values;
        }
    }

    /// <summary>Where the taps' numbers begin in a row.</summary>
    public int FirstOf(Taps taps) => Widths.All - Widths.Of(taps);
}
