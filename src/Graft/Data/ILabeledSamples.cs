using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>Samples with their classes that a training looks up by their numbers, in whatever order it likes.</summary>
public interface ILabeledSamples
{
    /// <summary>How many samples there are.</summary>
    int Count { get; }

    /// <summary>The class of each sample, from 0 to below <see cref="ClassCount"/>.</summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>How many classes there are.</summary>
    int ClassCount { get; }

    /// <summary>The shape of one sample, without the batch: <c>[height, width, 3]</c> for pictures.</summary>
    IReadOnlyList<int> SampleShape { get; }

    /// <summary>
    /// How pictures were prepared; null where the samples are none. Training refuses a network that wants it otherwise.
    /// </summary>
    Preprocessing? Preprocessing { get; }

    /// <summary>Reads samples as a network takes them.</summary>
    /// <param name="rows">The numbers of the samples wanted; the same one may occur more than once.</param>
    /// <param name="values">Takes the values <c>[rows, ..sample shape]</c>, channels last.</param>
    /// <param name="cancellation">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    void Read(ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellation = default);
}
