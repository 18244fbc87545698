namespace Graft.Runtime.Heads;

/// <summary>Rows that lie in memory in single precision: for each view of the pictures an array, one after another.</summary>
public sealed class ArrayRows : FeatureRows
{
    private readonly IReadOnlyList<float[]> views;
    private readonly int stride;
    private readonly int first;
    private readonly int rowsInView;

    /// <summary>Rows of all views: first those of the first view, then those of the second.</summary>
    /// <param name="views">For each view <c>[pictures, stride]</c>, the pictures in the same order.</param>
    /// <param name="stride">Numbers in a row of the arrays.</param>
    /// <param name="first">The first number that counts.</param>
    /// <param name="width">So many numbers count; all after the first where left out.</param>
    /// <exception cref="ArgumentException">The views are not equally long, or not of whole rows.</exception>
    public ArrayRows(IReadOnlyList<float[]> views, int stride, int first = 0, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        if (views.Count == 0 || views.Any(view => view.Length != views[0].Length || view.Length % stride != 0))
            throw new ArgumentException("There must be at least one view, all equally long, of whole rows.", nameof(views));
        (this.views, this.stride, this.first, Width) = (views, stride, first, width ?? stride - first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + Width, stride);
        rowsInView = views[0].Length / stride;
    }

    /// <inheritdoc/>
    public override int Count => rowsInView * views.Count;

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override void Read(int row, int column, Span<double> values)
    {
        var (view, at) = Math.DivRem(row, rowsInView);
        var from = views[view].AsSpan(at * stride + first + column, values.Length);
        for (var i = 0; i < values.Length; i++)
            values[i] = from[i];
    }
}
