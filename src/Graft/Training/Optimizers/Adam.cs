using Graft.Engine;
using Graft.Training.Schedules;
using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam (Kingma and Ba, 2014). Keras adds epsilon to the root of the mean square before its bias is corrected, torch after that.
/// </summary>
public record Adam : Optimizer
{
    private static readonly Slot[] PlainSlots = [new("momentum"), new("velocity")];
    private static readonly Slot[] MaximumSlots = [.. PlainSlots, new("velocity_hat")];

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

    internal override IReadOnlyList<Slot> Slots => Amsgrad ? MaximumSlots : PlainSlots;

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        var slots = update.Slots;
        update.AddMoments(Beta1, Beta2);
        var square = slots[1];
        if (Amsgrad)
            square = slots[2].copy_(torch.maximum(slots[2], square));
        var isTorch = Convention == Convention.Torch;
        // Keras takes these powers of betas rounded to float32: for 0.999 the first steps are shorter by 6e-6 of their length.
        var (beta1, beta2) = isTorch ? (Beta1, Beta2) : ((float)Beta1, (float)Beta2);
        var correction = Math.Sqrt(1 - Math.Pow(beta2, update.Number));
        var size = update.Rate * correction / (1 - Math.Pow(beta1, update.Number));
        update.Weight.AddQuotient(slots[0], square.sqrt().Add(isTorch ? Epsilon * correction : Epsilon), -size);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
