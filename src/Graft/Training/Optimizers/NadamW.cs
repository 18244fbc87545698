using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// AdamW with Nesterov's momentum that stays the same in all steps, as timm's <c>nadamw</c> (Dozat, 2016; Loshchilov and Hutter,
/// 2017).
/// </summary>
public sealed record NadamW : Optimizer
{
    private static readonly Slot[] Both = [new("momentum"), new("velocity")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="weightDecay">The share of itself, times the learning rate, that each weight loses before an update; 0 or
    /// above.</param>
    /// <param name="beta1">How much of the mean gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public NadamW(
        LearningRateSchedule? learningRate = null,
        double weightDecay = 0.01,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8)
        : base(learningRate ?? 0.001)
    {
        (WeightDecay, Beta1, Beta2, Epsilon) = (weightDecay, beta1, beta2, epsilon);
    }

    /// <summary>How much of the mean gradient is kept in each step.</summary>
    public double Beta1 { get; init; }

    /// <summary>How much of the mean squared gradient is kept in each step.</summary>
    public double Beta2 { get; init; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; init; }

    internal override IReadOnlyList<Slot> Slots => Both;

    internal override DecayRule DecayRule => DecayRule.Decoupled;

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        update.AddMoments(Beta1, Beta2);
        var size = update.Rate / (1 - Math.Pow(Beta1, update.Number));
        var divisor = update.Slots[1].Over(1 - Math.Pow(Beta2, update.Number)).sqrt_().Add(Epsilon);
        update.Weight.AddQuotient(update.Slots[0].Times(Beta1).Plus(update.Gradient, 1 - Beta1), divisor, -size);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
