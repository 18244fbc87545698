using TorchSharp;

namespace Graft.Training.Batches;

/// <summary>Some samples, ready for a step; the tensors belong to the dispose scope that they were made in.</summary>
/// <param name="Rows">How many samples.</param>
/// <param name="Inputs">For each input of the network <c>[rows, ...]</c>, in libtorch's order of axes.</param>
/// <param name="Targets">
/// For each output the right answers in the logical order of axes: class numbers (int64) or values of the output's shape. Empty
/// where there are none.
/// </param>
/// <param name="Weights">What each sample counts in the loss, <c>[rows]</c>; null: all the same.</param>
internal sealed record Batch(
    int Rows, IReadOnlyList<torch.Tensor> Inputs, IReadOnlyList<torch.Tensor> Targets, torch.Tensor? Weights);
