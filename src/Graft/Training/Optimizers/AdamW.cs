using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2017): <see cref="Adam"/> whose <see cref="Optimizer.WeightDecay"/>
/// is 0.004 by default.
/// </summary>
public sealed record AdamW : Adam
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="weightDecay">The share of itself, times the learning rate, that each weight loses before an update; 0 or
    /// above.</param>
    /// <param name="beta1">How much of the mean gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    /// <param name="amsgrad">Whether to divide by the largest mean square so far.</param>
    public AdamW(
        LearningRateSchedule? learningRate = null,
        double weightDecay = 0.004,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-7,
        bool amsgrad = false)
        : base(learningRate, beta1, beta2, epsilon, amsgrad) => WeightDecay = weightDecay;

    internal override DecayRule DecayRule => DecayRule.Decoupled;
}
