using Graft.Engine;
using Graft.Training.Batches;
using TorchSharp;

namespace Graft.Training.Mixing;

/// <summary>Sums of a batch and the same batch from its end to its beginning.</summary>
internal static class Blending
{
    /// <summary>Each row and its partner, by their shares.</summary>
    /// <param name="values">Values <c>[rows, ...]</c>.</param>
    /// <param name="share">The share of the row itself, 0 to 1.</param>
    public static torch.Tensor WithPartner(torch.Tensor values, double share)
    {
        using var scope = torch.NewDisposeScope();
        return values.Times(share).Plus(values.flip(0), 1 - share).MoveToOuterDisposeScope();
    }

    /// <summary>Other inputs, and targets and weights by the shares of both rows.</summary>
    public static Batch Of(Batch batch, IReadOnlyList<torch.Tensor> inputs, double share) => batch with
    {
        Inputs = inputs,
        Targets = [.. batch.Targets.Select(target => WithPartner(target, share))],
        Weights = batch.Weights is null ? null : WithPartner(batch.Weights, share),
    };
}
