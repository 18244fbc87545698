namespace Graft.Runtime.Heads;

/// <summary>How many rows each class has, and their mean.</summary>
internal sealed class ClassMeans
{
    public ClassMeans(FeatureRows rows, IReadOnlyList<int> labels, int classes)
    {
        Counts = new int[classes];
        Means = new Matrix(classes, rows.Width);
        var values = new double[rows.Width];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.Read(row, 0, values);
            Counts[labels[row]]++;
            var mean = Means.Row(labels[row]);
            for (var column = 0; column < values.Length; column++)
                mean[column] += values[column];
        }
        for (var k = 0; k < classes; k++)
            foreach (ref var value in Means.Row(k))
                value /= Math.Max(Counts[k], 1);
    }

    /// <summary>For each class its number of rows.</summary>
    public int[] Counts { get; }

    /// <summary><c>[classes, features]</c></summary>
    public Matrix Means { get; }
}
