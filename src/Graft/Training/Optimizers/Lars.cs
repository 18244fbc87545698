using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Gradient descent with momentum whose rate is scaled for each weight by the weight's norm over its gradient's (You, Gitman and
/// Ginsburg, 2017), for large batches; as timm's <c>lars</c>: weights that do not decay are not scaled.
/// </summary>
public sealed record Lars : Optimizer
{
    private const double Epsilon = 1e-8;

    private static readonly Slot[] One = [new("momentum")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 1 by default.</param>
    /// <param name="momentum">How much of the last change is made again, from 0 to below 1.</param>
    /// <param name="weightDecay">Added to each gradient as this share of the weight; 0 or above.</param>
    /// <param name="trustCoefficient">The length of a step at rate 1 as a share of the weight's norm, above 0.</param>
    public Lars(
        LearningRateSchedule? learningRate = null,
        double momentum = 0.9,
        double weightDecay = 1e-4,
        double trustCoefficient = 0.001)
        : base(learningRate ?? 1)
    {
        (Momentum, WeightDecay, TrustCoefficient) = (momentum, weightDecay, trustCoefficient);
    }

    /// <summary>How much of the last change is made again.</summary>
    public double Momentum { get; init; }

    /// <summary>The length of a step at rate 1 as a share of the weight's norm.</summary>
    public double TrustCoefficient { get; init; }

    internal override IReadOnlyList<Slot> Slots => One;

    internal override DecayRule DecayRule => DecayRule.Own;

    internal override Optimizer WithMomentum(double momentum) => this with { Momentum = momentum };

    internal override void Update(WeightUpdate update)
    {
        var (weight, gradient, decay) = (update.Weight, update.Gradient, update.WeightDecay);
        if (decay > 0)
        {
            var (length, slope) = (WeightUpdate.Norm(weight), WeightUpdate.Norm(gradient));
            gradient.Add(weight, decay);
            if (length > 0 && slope > 0)
                gradient.Multiply(TrustCoefficient * length / (slope + decay * length + Epsilon));
        }
        weight.Add(update.Slots[0].Multiply(Momentum).Add(gradient), -update.Rate);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Momentum), Momentum);
        RequirePositive(problems, nameof(TrustCoefficient), TrustCoefficient);
    }
}
