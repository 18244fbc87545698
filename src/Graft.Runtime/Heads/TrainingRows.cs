namespace Graft.Runtime.Heads;

/// <summary>The rows to learn from, what class each belongs to, and the classes' means.</summary>
internal sealed class TrainingRows
{
    public TrainingRows(FeatureRows rows, IReadOnlyList<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (labels.Count == 0 || rows.Count % labels.Count != 0)
            throw new ArgumentException($"{rows.Count} rows are no views of {labels.Count} pictures.", nameof(labels));
        Views = rows.Count / labels.Count;
        Labels = [.. Enumerable.Repeat(labels, Views).SelectMany(all => all)];
        var statistics = new ClassMeans(rows, Labels, classes);
        if (Array.IndexOf(statistics.Counts, 0) is >= 0 and var empty)
            throw new ArgumentException($"Class {empty} has no picture.", nameof(labels));
        (Counts, Means) = (statistics.Counts, statistics.Means);
        Rows = new CentredRows(rows, Labels, Means);
    }

    /// <summary>The rows less their class's mean: those of all pictures' first view, then those of the second.</summary>
    public FeatureRows Rows { get; }

    /// <summary>For each row its class.</summary>
    public int[] Labels { get; }

    /// <summary>For each class its number of rows.</summary>
    public int[] Counts { get; }

    /// <summary><c>[classes, features]</c></summary>
    public Matrix Means { get; }

    /// <summary>Rows of a picture.</summary>
    public int Views { get; }

    public int Classes => Counts.Length;

    public int Pictures => Labels.Length / Views;

    /// <summary>The row of a picture's view.</summary>
    public int RowOf(int picture, int view) => view * Pictures + picture;
}
