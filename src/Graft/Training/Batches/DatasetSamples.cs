using Graft.Data;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Training.Batches;

/// <summary>Samples of a dataset, read when they are needed; for networks with one input.</summary>
/// <param name="dataset">The samples.</param>
/// <param name="view">The view that is read; null: the samples as they are.</param>
internal sealed class DatasetSamples(ILabeledSamples dataset, long? view = null) : ISamples
{
    public int Count => dataset.Count;

    public IReadOnlyList<Shape> Shapes { get; } = [new Shape([.. dataset.SampleShape])];

    public PicturePart? Pictures => dataset as PicturePart;

    public Preprocessing? PreparedView => view is null ? null : dataset.Preprocessing;

    public bool HasViews => dataset is IAugmentedSamples;

    public int? Views => (dataset as IAugmentedSamples)?.Views;

    public ISamples InView(long view) => new DatasetSamples(dataset, view);

    public void Check(Problems problems)
    {
    }

    public void Read(int input, ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellationToken)
    {
        if (view is { } wanted && dataset is IAugmentedSamples augmented)
            augmented.ReadView(rows, wanted, values, cancellationToken);
        else
            dataset.Read(rows, values, cancellationToken);
    }
}
