namespace Graft.Training.Schedules;

/// <summary>
/// The learning rate of each optimizer step. A number converts to a constant rate, so that <c>learningRate: 1e-4</c> may be
/// written wherever a schedule is taken.
/// </summary>
public abstract class LearningRateSchedule
{
    /// <summary>The rate of one step.</summary>
    /// <param name="step">The number of optimizer steps that were made before, from 0 on.</param>
    public abstract double At(long step);

    /// <summary>
    /// The momentum of one step, which takes the place of the optimizer's (Adam's beta 1); null: the optimizer keeps its own.
    /// </summary>
    /// <param name="step">The number of optimizer steps that were made before, from 0 on.</param>
    public virtual double? MomentumAt(long step) => null;

    /// <summary>A rate that stays.</summary>
    /// <exception cref="TrainingException">The rate is negative or not a finite number.</exception>
    public static implicit operator LearningRateSchedule(double rate) => FromDouble(rate);

    /// <summary>A rate that stays.</summary>
    /// <exception cref="TrainingException">The rate is negative or not a finite number.</exception>
    public static LearningRateSchedule FromDouble(double rate) => new ConstantRate(rate);

    private protected static void RequireRate(Problems problems, string name, double rate) =>
        problems.Require(double.IsFinite(rate) && rate >= 0, $"{name} is {rate}; it must be a finite number, 0 or above.");

    private protected static void RequireMomentum(Problems problems, string name, double momentum) =>
        problems.Require(momentum is >= 0 and < 1, $"{name} is {momentum}; it must be from 0 to below 1.");

    private protected static void RequireSteps(Problems problems, string name, long steps) =>
        problems.Require(steps >= 1, $"{name} is {steps}; it must be at least 1.");
}
