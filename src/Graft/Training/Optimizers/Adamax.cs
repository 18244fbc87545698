using Graft.Engine;
using Graft.Training.Schedules;
using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam with the largest gradient of late in the place of the mean square (Kingma and Ba, 2014, section 7.1). Keras adds epsilon
/// to that largest value, torch to each gradient's.
/// </summary>
public sealed record Adamax : Optimizer
{
    private static readonly Slot[] Both = [new("momentum"), new("norm")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the largest gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public Adamax(
        LearningRateSchedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate ?? 0.001)
    {
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
    }

    /// <summary>How much of the mean gradient is kept in each step.</summary>
    public double Beta1 { get; init; }

    /// <summary>How much of the largest gradient is kept in each step.</summary>
    public double Beta2 { get; init; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; init; }

    internal override IReadOnlyList<Slot> Slots => Both;

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        var (mean, largest) = (update.Slots[0], update.Slots[1]);
        var size = update.Rate / (1 - Math.Pow(Beta1, update.Number));
        mean.Multiply(Beta1).Add(update.Gradient, 1 - Beta1);
        var isKeras = Convention == Convention.Keras;
        var length = isKeras ? update.Gradient.abs() : update.Gradient.abs().Add(Epsilon);
        largest.copy_(torch.maximum(largest.Multiply(Beta2), length));
        update.Weight.AddQuotient(mean, isKeras ? largest.Plus(Epsilon) : largest, -size);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
