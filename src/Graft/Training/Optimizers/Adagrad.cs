using Graft.Engine;
using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// Divides each gradient by the root of the sum of its squares so far (Duchi, Hazan and Singer, 2011). Keras starts the sum at
/// 0.1 and adds epsilon under the root, torch starts at 0 and adds it to the root.
/// </summary>
public sealed record Adagrad : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="initialAccumulatorValue">What the sum of squares starts with, 0 or above.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public Adagrad(LearningRateSchedule? learningRate = null, double initialAccumulatorValue = 0.1, double epsilon = 1e-7)
        : base(learningRate ?? 0.001)
    {
        (InitialAccumulatorValue, Epsilon) = (initialAccumulatorValue, epsilon);
    }

    /// <summary>What the sum of squares starts with.</summary>
    public double InitialAccumulatorValue { get; init; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; init; }

    internal override IReadOnlyList<Slot> Slots => [new("accumulator", Initial: InitialAccumulatorValue)];

    internal override void Update(WeightUpdate update)
    {
        var sum = update.Slots[0].AddProduct(update.Gradient, update.Gradient, 1);
        var divisor = Convention == Convention.Keras ? sum.Plus(Epsilon).sqrt_() : sum.sqrt().Add(Epsilon);
        update.Weight.AddQuotient(update.Gradient, divisor, -update.Rate);
    }

    private protected override void Check(Problems problems)
    {
        RequireDecay(problems, nameof(InitialAccumulatorValue), InitialAccumulatorValue);
        RequirePositive(problems, nameof(Epsilon), Epsilon);
    }
}
