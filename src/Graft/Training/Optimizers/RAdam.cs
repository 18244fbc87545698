using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam that does without its mean square while too few gradients were seen to trust it (Liu et al., 2020), as torch's
/// <c>RAdam</c>.
/// </summary>
public sealed record RAdam : Optimizer
{
    private const double ShortestTrusted = 5;

    private static readonly Slot[] Both = [new("momentum"), new("velocity")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public RAdam(LearningRateSchedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
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

    internal override Optimizer WithMomentum(double momentum) => this with { Beta1 = momentum };

    internal override void Update(WeightUpdate update)
    {
        update.AddMoments(Beta1, Beta2);
        var size = update.Rate / (1 - Math.Pow(Beta1, update.Number));
        var power = Math.Pow(Beta2, update.Number);
        var longest = 2 / (1 - Beta2) - 1;
        var length = longest - 2 * update.Number * power / (1 - power);
        if (length <= ShortestTrusted)
        {
            update.Weight.Add(update.Slots[0], -size);
            return;
        }
        var trust = Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
        update.Weight.AddQuotient(update.Slots[0], update.Slots[1].sqrt().Add(Epsilon), -size * trust * Math.Sqrt(1 - power));
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Beta1), Beta1);
        RequireShare(problems, nameof(Beta2), Beta2);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
