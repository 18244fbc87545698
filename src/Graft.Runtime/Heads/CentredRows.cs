namespace Graft.Runtime.Heads;

/// <summary>Rows less the mean of their class.</summary>
internal sealed class CentredRows(FeatureRows rows, IReadOnlyList<int> labels, Matrix means) : FeatureRows
{
    public override int Count => rows.Count;

    public override int Width => rows.Width;

    public override void Read(int row, int column, Span<double> values)
    {
        rows.Read(row, column, values);
        var mean = means.Row(labels[row])[column..];
        for (var i = 0; i < values.Length; i++)
            values[i] -= mean[i];
    }
}
