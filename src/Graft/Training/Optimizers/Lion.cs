using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Steps of one length in the direction of the momentum's sign (Chen et al., 2023). Rates are three to ten times smaller than
/// Adam's, weight decay, always decoupled, larger by as much.
/// </summary>
public sealed record Lion : Optimizer
{
    private static readonly Slot[] One = [new("momentum")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">How much of the momentum counts in the direction, from 0 to below 1.</param>
    /// <param name="beta2">How much of the momentum is kept in each step, from 0 to below 1.</param>
    public Lion(LearningRateSchedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.99) : base(learningRate ?? 0.001)
    {
        (Beta1, Beta2) = (beta1, beta2);
    }

    /// <summary>How much of the momentum counts in the direction.</summary>
    public double Beta1 { get; init; }

    /// <summary>How much of the momentum is kept in each step.</summary>
    public double Beta2 { get; init; }

    internal override IReadOnlyList<Slot> Slots => One;

    internal override DecayRule DecayRule => DecayRule.Decoupled;

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        var momentum = update.Slots[0];
        var direction = momentum.Times(Beta1).Add(update.Gradient, 1 - Beta1).sign_();
        update.Weight.Add(direction, -update.Rate);
        momentum.Multiply(Beta2).Add(update.Gradient, 1 - Beta2);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
    }
}
