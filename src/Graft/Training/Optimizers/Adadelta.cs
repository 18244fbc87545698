using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>Adagrad that forgets, with steps as long as the changes of late (Zeiler, 2012).</summary>
public sealed record Adadelta : Optimizer
{
    private static readonly Slot[] Both = [new("accumulated_grad"), new("accumulated_delta_var")];

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default, as in Keras; the paper's is 1.</param>
    /// <param name="rho">How much of the mean squares is kept in each step, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public Adadelta(LearningRateSchedule? learningRate = null, double rho = 0.95, double epsilon = 1e-7)
        : base(learningRate ?? 0.001)
    {
        (Rho, Epsilon) = (rho, epsilon);
    }

    /// <summary>How much of the mean squares is kept in each step.</summary>
    public double Rho { get; init; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; init; }

    internal override IReadOnlyList<Slot> Slots => Both;

    internal override void Update(WeightUpdate update)
    {
        var (gradient, squares, changes) = (update.Gradient, update.Slots[0], update.Slots[1]);
        squares.Multiply(Rho).AddProduct(gradient, gradient, 1 - Rho);
        var change = changes.Plus(Epsilon).sqrt_().div_(squares.Plus(Epsilon).sqrt_()).mul_(gradient);
        changes.Multiply(Rho).AddProduct(change, change, 1 - Rho);
        update.Weight.Add(change, -update.Rate);
    }

    private protected override void Check(Problems problems)
    {
        RequireShare(problems, nameof(Rho), Rho);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
