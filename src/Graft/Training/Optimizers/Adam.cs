using Graft.Training.Schedules;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam (Kingma and Ba, 2014) as Keras computes it: epsilon is added outside the bias correction, and weight decay, where it is
/// set, is decoupled.
/// </summary>
public record Adam : Optimizer
{
    private static readonly string[] PlainSlots = ["momentum", "velocity"];
    private static readonly string[] MaximumSlots = ["momentum", "velocity", "velocity_hat"];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    /// <param name="amsgrad">Whether to divide by the largest mean square so far (Reddi et al., 2018).</param>
    public Adam(
        LearningRateSchedule? learningRate = null,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-7,
        bool amsgrad = false)
        : base(learningRate ?? 0.001)
    {
        (Beta1, Beta2, Epsilon, Amsgrad) = (beta1, beta2, epsilon, amsgrad);
    }

    /// <summary>How much of the mean gradient is kept in each step.</summary>
    public double Beta1 { get; init; }

    /// <summary>How much of the mean squared gradient is kept in each step.</summary>
    public double Beta2 { get; init; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; init; }

    /// <summary>Whether to divide by the largest mean square so far.</summary>
    public bool Amsgrad { get; init; }

    internal override IReadOnlyList<string> Slots => Amsgrad ? MaximumSlots : PlainSlots;

    internal override void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> slots, double rate, long step)
    {
        var (mean, square) = (slots[0], slots[1]);
        mean.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
        square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        if (Amsgrad)
        {
            slots[2].copy_(torch.maximum(slots[2], square));
            square = slots[2];
        }
        // Keras takes these powers of betas rounded to float32: for 0.999 the first steps are shorter by 6e-6 of their length.
        var size = rate * Math.Sqrt(1 - Math.Pow((float)Beta2, step)) / (1 - Math.Pow((float)Beta1, step));
        weight.addcdiv_(mean, square.sqrt().add_(Epsilon), -size);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
