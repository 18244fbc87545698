using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam with Nesterov's momentum, which grows over the first steps (Dozat, 2016). Keras's momentum grows with every step, torch's
/// <see cref="MomentumDecay"/> is 0.004.
/// </summary>
public record Nadam : Optimizer
{
    private const double DecayOfGrowth = 0.96;

    private static readonly Slot[] All = [new("momentum"), new("velocity"), new("momentum_product", SlotKind.Number, 1)];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public Nadam(
        LearningRateSchedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate ?? 0.001)
    {
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
    }

    /// <summary>How much of the mean gradient is kept in each step.</summary>
    public double Beta1 { get; init; }

    /// <summary>How much of the mean squared gradient is kept in each step.</summary>
    public double Beta2 { get; init; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; init; }

    /// <summary>How fast momentum grows from half of <see cref="Beta1"/> to all of it, above 0; 1 by default, as in
    /// Keras.</summary>
    public double MomentumDecay { get; init; } = 1;

    internal override IReadOnlyList<Slot> Slots => All;

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        update.AddMoments(Beta1, Beta2);
        var (now, next) = (MomentumOf(update.Number), MomentumOf(update.Number + 1));
        var product = update.Slots[2].Multiply(now).item<double>();
        var divisor = update.Slots[1].Over(1 - Math.Pow(Beta2, update.Number)).sqrt_().Add(Epsilon);
        update.Weight.AddQuotient(update.Gradient, divisor, -update.Rate * (1 - now) / (1 - product));
        update.Weight.AddQuotient(update.Slots[0], divisor, -update.Rate * next / (1 - product * next));
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
        RequirePositive(problems, nameof(MomentumDecay), MomentumDecay);
    }

    private double MomentumOf(long number) => Beta1 * (1 - 0.5 * Math.Pow(DecayOfGrowth, number * MomentumDecay));
}
