using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam that divides by the deviation of gradients from their mean instead of their mean square (Zhuang et al., 2020), as timm's
/// <c>adabelief</c> without rectification; weight decay is decoupled.
/// </summary>
public sealed record AdaBelief : Optimizer
{
    private static readonly Slot[] Both = [new("momentum"), new("variance")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared deviation is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public AdaBelief(
        LearningRateSchedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-16)
        : base(learningRate ?? 0.001)
    {
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
    }

    /// <summary>How much of the mean gradient is kept in each step.</summary>
    public double Beta1 { get; init; }

    /// <summary>How much of the mean squared deviation is kept in each step.</summary>
    public double Beta2 { get; init; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; init; }

    internal override IReadOnlyList<Slot> Slots => Both;

    internal override DecayRule DecayRule => DecayRule.Decoupled;

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        var mean = update.Slots[0].Multiply(Beta1).Add(update.Gradient, 1 - Beta1);
        var surprise = update.Gradient.Add(mean, -1);
        var variance = update.Slots[1].Multiply(Beta2).AddProduct(surprise, surprise, 1 - Beta2).Add(Epsilon);
        var divisor = variance.Over(1 - Math.Pow(Beta2, update.Number)).sqrt_().Add(Epsilon);
        update.Weight.AddQuotient(mean, divisor, -update.Rate / (1 - Math.Pow(Beta1, update.Number)));
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
