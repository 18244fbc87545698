namespace Graft.Training.Batches;

/// <summary>Samples with their right answers.</summary>
/// <param name="Inputs">An array for each input of the model.</param>
/// <param name="Targets">An array for each output.</param>
/// <param name="SampleWeights">What each sample counts in the loss; null: all the same.</param>
internal sealed record LabelledArrays(
    IReadOnlyList<NDArray> Inputs, IReadOnlyList<NDArray> Targets, NDArray? SampleWeights = null);
