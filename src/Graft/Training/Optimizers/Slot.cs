using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>One thing that is remembered of each weight, and what it starts with.</summary>
/// <param name="Name">Its name, <c>momentum</c> for instance.</param>
/// <param name="Kind">What it looks like.</param>
/// <param name="Initial">What every element starts with; a copy starts with the weight's values.</param>
internal readonly record struct Slot(string Name, SlotKind Kind = SlotKind.LikeWeight, double Initial = 0)
{
    /// <summary>A new tensor outside any dispose scope.</summary>
    public torch.Tensor Create(torch.Tensor weight) => (Kind switch
    {
        SlotKind.CopyOfWeight => weight.detach().clone(),
        SlotKind.Number => torch.zeros(1, torch.float64).Fill(Initial),
        _ => torch.zeros_like(weight, requires_grad: false).Fill(Initial),
    }).DetachFromDisposeScope();
}
