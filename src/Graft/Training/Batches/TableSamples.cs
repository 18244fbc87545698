using Graft.Operations;
using Graft.Trunk.Features;

namespace Graft.Training.Batches;

/// <summary>Samples that are rows of a table, each with what goes into every input, one after the other.</summary>
/// <param name="table">A row a sample.</param>
/// <param name="shapes">For each input of the network the shape of a sample.</param>
internal sealed class TableSamples(FeatureTable table, IReadOnlyList<Shape> shapes) : ISamples
{
    private readonly int[] firsts = [.. shapes.Select((_, input) => (int)shapes.Take(input).Sum(shape => shape.Size))];

    public int Count => (int)table.Rows;

    public IReadOnlyList<Shape> Shapes => shapes;

    public void Check(Problems problems)
    {
    }

    public void Read(int input, ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellationToken)
    {
        var size = (int)shapes[input].Size;
        for (var i = 0; i < rows.Length; i++)
            table.Read(rows[i], firsts[input], values.Slice(i * size, size));
    }
}
