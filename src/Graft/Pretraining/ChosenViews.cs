using Graft.Data;
using Graft.Runtime.Imaging;

namespace Graft.Pretraining;

/// <summary>Pictures of which an epoch sees one of a fixed number of views each.</summary>
/// <param name="pictures">The pictures.</param>
/// <param name="views">How many views there are of each.</param>
internal sealed class ChosenViews(PretrainingPictures pictures, int views) : IAugmentedSamples
{
    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => pictures.Labels;

    /// <inheritdoc/>
    public int ClassCount => pictures.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyList<int> SampleShape => pictures.SampleShape;

    /// <inheritdoc/>
    public Preprocessing? Preprocessing => pictures.Preprocessing;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellation = default) =>
        pictures.Fill(rows, values, row => pictures.View(row, 0), cancellation);

    /// <inheritdoc/>
    public void ReadView(ReadOnlySpan<int> rows, long view, Span<float> values, CancellationToken cancellation = default) =>
        pictures.Fill(rows, values, row => pictures.View(row, ViewChoice.Of(row, view, views)), cancellation);
}
