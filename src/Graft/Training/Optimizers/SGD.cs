using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Gradient descent, plain, with momentum, or with Nesterov's momentum. By torch's convention the momentum is one of gradients,
/// not of changes: the same while the rate stays.
/// </summary>
public record SGD : Optimizer
{
    private static readonly Slot[] MomentumSlots = [new("momentum")];

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

    /// <summary>By how much less a gradient counts in the momentum, from 0 to below 1; torch's convention only.</summary>
    public double Dampening { get; init; }

    internal override IReadOnlyList<Slot> Slots => Momentum > 0 ? MomentumSlots : [];

    internal override Optimizer WithMomentum(double momentum) => Momentum > 0 ? this with { Momentum = momentum } : this;

    internal override void Update(WeightUpdate update)
    {
        var (weight, gradient, rate) = (update.Weight, update.Gradient, update.Rate);
        if (Momentum == 0)
        {
            weight.Add(gradient, -rate);
            return;
        }
        var momentum = update.Slots[0];
        if (Convention == Convention.Torch)
        {
            momentum.Multiply(Momentum).Add(gradient, update.Number == 1 ? 1 : 1 - Dampening);
            weight.Add(Nesterov ? gradient.Add(momentum, Momentum) : momentum, -rate);
            return;
        }
        var change = momentum.Multiply(Momentum).Add(gradient, -rate);
        if (Nesterov)
            weight.Add(change, Momentum).Add(gradient, -rate);
        else
            weight.Add(change);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Momentum), Momentum);
        RequireShare(problems, nameof(Dampening), Dampening);
        problems.Require(
            Dampening == 0 || (Convention == Convention.Torch && !Nesterov),
            $"{nameof(Dampening)} needs torch's convention, and no Nesterov momentum.");
    }
}
