using Graft.Data;
using Graft.Operations;

namespace Graft.Training.Batches;

/// <summary>Samples of a dataset, read when they are needed; for networks with one input.</summary>
internal sealed class DatasetSamples(ILabeledSamples dataset) : ISamples
{
    public int Count => dataset.Count;

    public IReadOnlyList<Shape> Shapes { get; } = [new Shape([.. dataset.SampleShape])];

    public PicturePart? Pictures => dataset as PicturePart;

    public void Check(Problems problems)
    {
    }

    public void Read(int input, ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellationToken) =>
        dataset.Read(rows, values, cancellationToken);
}
