using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// <see cref="SGD"/> with decoupled weight decay by either convention (Loshchilov and Hutter, 2017), as timm's of this name.
/// </summary>
public sealed record SGDW : SGD
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.01 by default.</param>
    /// <param name="weightDecay">The share of itself, times the learning rate, that each weight loses before an update; 0 or
    /// above.</param>
    /// <param name="momentum">How much of the last change is made again, from 0 to below 1; 0: none.</param>
    /// <param name="nesterov">Whether the gradient counts as taken after the momentum's step.</param>
    public SGDW(
        LearningRateSchedule? learningRate = null, double weightDecay = 1e-4, double momentum = 0.9, bool nesterov = true)
        : base(learningRate, momentum, nesterov) => WeightDecay = weightDecay;

    internal override DecayRule DecayRule => DecayRule.Decoupled;
}
