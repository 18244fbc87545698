using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam that divides a gradient by what was known before it, and takes the mean after that (Taniguchi et al., 2024), as timm's
/// <c>adopt</c>: the first step only looks, and normalized gradients are cut at the number of steps so far to the power of 0.333.
/// </summary>
public sealed record Adopt : Optimizer
{
    private const double ClippingExponent = 0.333;

    private static readonly Slot[] Both = [new("momentum"), new("velocity")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">How much of the mean normalized gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">The least that is divided by, above 0.</param>
    public Adopt(LearningRateSchedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.9999, double epsilon = 1e-6)
        : base(learningRate ?? 0.001)
    {
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
    }

    /// <summary>How much of the mean normalized gradient is kept in each step.</summary>
    public double Beta1 { get; init; }

    /// <summary>How much of the mean squared gradient is kept in each step.</summary>
    public double Beta2 { get; init; }

    /// <summary>The least that is divided by.</summary>
    public double Epsilon { get; init; }

    internal override IReadOnlyList<Slot> Slots => Both;

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        var (mean, square, gradient) = (update.Slots[0], update.Slots[1], update.Gradient);
        var before = update.Number - 1;
        if (before == 0)
        {
            square.copy_(gradient.Squared());
            return;
        }
        var largest = Math.Pow(before, ClippingExponent);
        var normalized = (gradient / square.sqrt().AtLeast(Epsilon)).Between(-largest, largest);
        mean.Multiply(Beta1).Add(normalized, 1 - Beta1);
        update.Weight.Add(mean, -update.Rate);
        square.Multiply(Beta2).AddProduct(gradient, gradient, 1 - Beta2);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
