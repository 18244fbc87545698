namespace Graft.Runtime.Heads;

/// <summary>
/// The square roots of rows without negative values: means of what a rectifier lets through are nearer to normally distributed
/// so.
/// </summary>
/// <param name="rows">The rows.</param>
public sealed class SquareRootRows(FeatureRows rows) : FeatureRows
{
    /// <inheritdoc/>
    public override int Count => rows.Count;

    /// <inheritdoc/>
    public override int Width => rows.Width;

    /// <inheritdoc/>
    public override void Read(int row, int column, Span<double> values)
    {
        rows.Read(row, column, values);
        for (var i = 0; i < values.Length; i++)
            values[i] = Math.Sqrt(values[i]);
    }
}
