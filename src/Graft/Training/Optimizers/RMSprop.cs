using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Divides each gradient by the root of its mean square (Hinton, 2012). Keras adds epsilon under the root and has the learning
/// rate in the momentum, torch adds it to the root and takes the rate last. timm's <c>rmsproptf</c> without weight decay is
/// Keras's with <see cref="InitialVelocity"/> 1 and epsilon 1e-10.
/// </summary>
public sealed record RMSprop : Optimizer
{
    private static readonly Slot[] MomentumSlots = [new("momentum")];
    private static readonly Slot[] CenteredSlots = [new("average_gradient")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="rho">How much of the mean squared gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="momentum">How much of the last change is made again, from 0 to below 1; 0: none.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    /// <param name="centered">Whether to divide by the gradient's estimated deviation instead of its mean square's root.</param>
    public RMSprop(
        LearningRateSchedule? learningRate = null,
        double rho = 0.9,
        double momentum = 0,
        double epsilon = 1e-7,
        bool centered = false)
        : base(learningRate ?? 0.001)
    {
        (Rho, Momentum, Epsilon, Centered) = (rho, momentum, epsilon, centered);
    }

    /// <summary>How much of the mean squared gradient is kept in each step.</summary>
    public double Rho { get; init; }

    /// <summary>How much of the last change is made again.</summary>
    public double Momentum { get; init; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; init; }

    /// <summary>Whether to divide by the gradient's estimated deviation.</summary>
    public bool Centered { get; init; }

    /// <summary>What the mean squared gradient starts with, 0 or above; 0 by default.</summary>
    public double InitialVelocity { get; init; }

    internal override IReadOnlyList<Slot> Slots =>
    [
        new("velocity", Initial: InitialVelocity), .. Momentum > 0 ? MomentumSlots : [], .. Centered ? CenteredSlots : [],
    ];

    internal override Optimizer WithMomentum(double momentum) => Momentum > 0 ? this with { Momentum = momentum } : this;

    internal override void Update(WeightUpdate update)
    {
        var (weight, gradient, slots) = (update.Weight, update.Gradient, update.Slots);
        var divisor = slots[0].Multiply(Rho).AddProduct(gradient, gradient, 1 - Rho).clone();
        var isKeras = Convention == Convention.Keras;
        if (isKeras)
            divisor.Add(Epsilon);
        if (Centered)
        {
            var average = slots[Momentum > 0 ? 2 : 1].Multiply(Rho).Add(gradient, 1 - Rho);
            divisor.AddProduct(average, average, -1);
        }
        divisor.sqrt_();
        if (!isKeras)
            divisor.Add(Epsilon);
        if (Momentum == 0)
            weight.AddQuotient(gradient, divisor, -update.Rate);
        else if (isKeras)
            weight.Add(slots[1].Multiply(Momentum).AddQuotient(gradient, divisor, update.Rate), -1);
        else
            weight.Add(slots[1].Multiply(Momentum).AddQuotient(gradient, divisor, 1), -update.Rate);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Rho), Rho);
        RequireShare(problems, nameof(Momentum), Momentum);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
        RequireDecay(problems, nameof(InitialVelocity), InitialVelocity);
    }
}
