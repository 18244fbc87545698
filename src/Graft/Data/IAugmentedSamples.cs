namespace Graft.Data;

/// <summary>
/// Samples that look another way in each view. A training asks for the next view in each epoch and keeps nothing of it, or, where
/// there are only so many views, what a frozen network makes of each; looked at without one (to evaluate, to predict) they are as they
/// are.
/// </summary>
public interface IAugmentedSamples : ILabeledSamples
{
    /// <summary>How many views there are, at least 1: after the last the first comes again. Null: they never end.</summary>
    int? Views => null;

    /// <summary>Reads samples as they look in a view. The same view of a sample is the same to the bit.</summary>
    /// <param name="rows">The numbers of the samples wanted; the same one may occur more than once.</param>
    /// <param name="view">The number of the view.</param>
    /// <param name="values">Takes the values <c>[rows, ..sample shape]</c>, channels last.</param>
    /// <param name="cancellation">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    void ReadView(ReadOnlySpan<int> rows, long view, Span<float> values, CancellationToken cancellation = default);
}
