using Graft.Training.Schedules;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Optimizers;

/// <summary>Gradient descent, plain, with momentum, or with Nesterov's momentum.</summary>
public sealed record SGD : Optimizer
{
    private static readonly string[] MomentumSlots = ["momentum"];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.01 by default.</param>
    /// <param name="momentum">How much of the last change is made again, from 0 to below 1; 0: none.</param>
    /// <param name="nesterov">Whether the gradient counts as taken after the momentum's step.</param>
    public SGD(LearningRateSchedule? learningRate = null, double momentum = 0, bool nesterov = false) : base(learningRate ?? 0.01)
    {
        (Momentum, Nesterov) = (momentum, nesterov);
    }

    /// <summary>How much of the last change is made again.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the gradient counts as taken after the momentum's step.</summary>
    public bool Nesterov { get; init; }

    internal override IReadOnlyList<string> Slots => Momentum > 0 ? MomentumSlots : [];

    internal override void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> slots, double rate, long step)
    {
        if (slots.Count == 0)
        {
            weight.add_(gradient, alpha: -rate);
            return;
        }
        var change = slots[0].mul_(Momentum).add_(gradient, alpha: -rate);
        if (Nesterov)
            weight.add_(change, alpha: Momentum).add_(gradient, alpha: -rate);
        else
            weight.add_(change);
    }

    private protected override void Check(Problems problems) => RequireShare(problems, nameof(Momentum), Momentum);
}
