using TorchSharp;

namespace Graft.Training.Batches;

/// <summary>Samples with their right answers, as batches for a network.</summary>
/// <param name="samples">What goes in.</param>
/// <param name="targets">The right answers for each output; none where nothing is compared.</param>
/// <param name="weights">What each sample counts in the loss; null: all the same.</param>
/// <param name="first">The first of the samples that belong to it.</param>
/// <param name="count">How many belong to it.</param>
internal sealed class SampleBatches(
    ISamples samples, IReadOnlyList<ITargets> targets, float[]? weights, int first, int count) : IBatchSource
{
    /// <summary>All samples.</summary>
    public SampleBatches(ISamples samples, IReadOnlyList<ITargets> targets, float[]? weights = null)
        : this(samples, targets, weights, 0, samples.Count)
    {
    }

    /// <inheritdoc/>
    public int Count => count;

    /// <summary>Whether the samples look another way in each view.</summary>
    public bool HasViews => samples.HasViews;

    /// <inheritdoc/>
    public int? Views => samples.Views;

    /// <inheritdoc/>
    public bool IsWorkToRead => HasViews || samples.Pictures is not null;

    /// <inheritdoc/>
    public IBatchSource InView(long view) => HasViews
        ? new SampleBatches(samples.InView(view), [.. targets.Select(own => own.InView(view))], weights, first, count)
        : this;

    /// <summary>The same samples after a part of the network was run over them.</summary>
    /// <param name="run">Gives what goes into the rest of the network.</param>
    public SampleBatches Through(Func<ISamples, ISamples> run) => new(run(samples), targets, weights, first, count);

    /// <summary>Splits the last samples off.</summary>
    /// <param name="share">Their share of all samples; what is left is rounded down, as in Keras.</param>
    /// <exception cref="TrainingException">One of both parts would be empty.</exception>
    public (SampleBatches Training, SampleBatches Validation) Split(double share)
    {
        var kept = (int)Math.Floor(count * (1 - share));
        if (kept == 0 || kept == count)
            throw new TrainingException(FormattableString.Invariant(
                $"A validation split of {share} leaves {kept} of {count} samples for training; each part needs at least one."));
        return (Part(0, kept), Part(kept, count - kept));
    }

    /// <inheritdoc/>
    public ReadSamples Read(int[] rows, CancellationToken cancellationToken) =>
        ReadSamples.Of(samples, Array.ConvertAll(rows, row => first + row), cancellationToken);

    /// <inheritdoc/>
    public Batch Make(ReadSamples read)
    {
        var rows = read.Rows;
        return new Batch(
            rows.Length,
            SampleTensors.Of(samples.Shapes, read),
            [.. targets.Select(own => own.Take(rows))],
            weights is null ? null : torch.tensor(Array.ConvertAll(rows, row => weights[row])));
    }

    private SampleBatches Part(int offset, int own) => new(samples, targets, weights, first + offset, own);
}
