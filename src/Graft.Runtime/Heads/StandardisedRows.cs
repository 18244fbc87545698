namespace Graft.Runtime.Heads;

/// <summary>Rows whose features have mean 0 and variance 1.</summary>
public sealed class StandardisedRows : FeatureRows
{
    // A feature that hardly varies in training says nothing, and would drown the others where it does vary in use.
    private const double LeastShareOfVariance = 0.01;

    private readonly FeatureRows rows;
    private readonly double[] factors;
    private readonly double[] means;

    /// <summary>Takes mean and variance from the rows themselves.</summary>
    /// <param name="rows">At least one row. A variance counts as at least a hundredth of their mean.</param>
    public StandardisedRows(FeatureRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        this.rows = rows;
        means = new double[rows.Width];
        factors = [.. Enumerable.Repeat(1.0, rows.Width)];
        var squares = new double[rows.Width];
        var values = new double[rows.Width];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.Read(row, 0, values);
            for (var column = 0; column < values.Length; column++)
                means[column] += values[column] / rows.Count;
        }
        for (var row = 0; row < rows.Count; row++)
        {
            Read(row, 0, values);
            for (var column = 0; column < values.Length; column++)
                squares[column] += values[column] * values[column] / rows.Count;
        }
        var least = LeastShareOfVariance * squares.Average();
        for (var column = 0; column < squares.Length; column++)
        {
            var variance = Math.Max(squares[column], least);
            factors[column] = variance > 0 ? 1 / Math.Sqrt(variance) : 1;
        }
    }

    /// <summary>Each feature's mean.</summary>
    public IReadOnlyList<double> Means => means;

    /// <summary>For each feature what the difference from the mean is multiplied by.</summary>
    public IReadOnlyList<double> Factors => factors;

    /// <inheritdoc/>
    public override int Count => rows.Count;

    /// <inheritdoc/>
    public override int Width => rows.Width;

    /// <inheritdoc/>
    public override void Read(int row, int column, Span<double> values)
    {
        rows.Read(row, column, values);
        for (var i = 0; i < values.Length; i++)
            values[i] = (values[i] - means[column + i]) * factors[column + i];
    }
}
