using Graft.Training.Schedules;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Optimizers;

/// <summary>
/// Divides each gradient by the root of its mean square (Hinton, 2012) as Keras computes it: epsilon stands under the root.
/// </summary>
public sealed record RMSprop : Optimizer
{
    private static readonly string[] MomentumSlots = ["momentum"];
    private static readonly string[] CenteredSlots = ["average_gradient"];

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

    internal override IReadOnlyList<string> Slots =>
        ["velocity", .. Momentum > 0 ? MomentumSlots : [], .. Centered ? CenteredSlots : []];

    internal override void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> slots, double rate, long step)
    {
        var square = slots[0].mul_(Rho).addcmul_(gradient, gradient, 1 - Rho);
        var divisor = square + Epsilon;
        if (Centered)
        {
            var average = slots[^1].mul_(Rho).add_(gradient, alpha: 1 - Rho);
            divisor.addcmul_(average, average, -1);
        }
        divisor.sqrt_();
        if (Momentum > 0)
            weight.sub_(slots[1].mul_(Momentum).addcdiv_(gradient, divisor, rate));
        else
            weight.addcdiv_(gradient, divisor, -rate);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Rho), Rho);
        RequireShare(problems, nameof(Momentum), Momentum);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
