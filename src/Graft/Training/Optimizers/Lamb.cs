using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam's steps, scaled for each weight by the weight's norm over the step's (You et al., 2020), for large batches. By torch's
/// convention (timm's <c>lamb</c>) weight decay is part of the step, and a weight that does not decay is not scaled; timm also
/// has <see cref="Optimizer.GlobalClipNorm"/> 1.
/// </summary>
public sealed record Lamb : Optimizer
{
    private static readonly Slot[] Both = [new("momentum"), new("velocity")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public Lamb(LearningRateSchedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
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

    internal override IReadOnlyList<Slot> Slots => Both;

    internal override DecayRule DecayRule => Convention == Convention.Keras ? DecayRule.Decoupled : DecayRule.Own;

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        update.AddMoments(Beta1, Beta2);
        var divisor = update.Slots[1].Over(1 - Math.Pow(Beta2, update.Number)).sqrt_().Add(Epsilon);
        var change = update.Slots[0].Over(1 - Math.Pow(Beta1, update.Number)).div_(divisor);
        var isKeras = Convention == Convention.Keras;
        if (!isKeras && update.WeightDecay > 0)
            change.Add(update.Weight, update.WeightDecay);
        var trust = isKeras || update.WeightDecay > 0 ? Trust(update, change) : 1;
        update.Weight.Add(change, -update.Rate * trust);
    }

    private static double Trust(WeightUpdate update, TorchSharp.torch.Tensor change)
    {
        var (weight, step) = (WeightUpdate.Norm(update.Weight), WeightUpdate.Norm(change));
        return weight > 0 && step > 0 ? weight / step : 1;
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
