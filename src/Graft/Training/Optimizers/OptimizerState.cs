using Graft.Training.Schedules;
using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>
/// What an optimizer remembers of the weights of one model. It follows each weight: one that is frozen for a while keeps what is
/// remembered of it, and one that trains for the first time starts afresh, its bias correction too.
/// </summary>
internal sealed class OptimizerState : IDisposable
{
    private readonly Dictionary<torch.Tensor, Memory> memories = new(ReferenceEqualityComparer.Instance);
    private double? changedRate;

    /// <exception cref="TrainingException">A setting of the optimizer is out of its range; all are named.</exception>
    public OptimizerState(Optimizer optimizer)
    {
        optimizer.Validate();
        Optimizer = optimizer;
    }

    public Optimizer Optimizer { get; }

    /// <summary>How many steps were made.</summary>
    public long Steps { get; private set; }

    /// <summary>The rate of the next step.</summary>
    /// <exception cref="TrainingException">Set, while a schedule decides.</exception>
    public double LearningRate
    {
        get => changedRate ?? Optimizer.LearningRate.At(Steps);
        set
        {
            if (Optimizer.LearningRate is not ConstantRate)
                throw new TrainingException(
                    $"The learning rate follows a {Optimizer.LearningRate.GetType().Name} and cannot be set as well. "
                    + "Give the optimizer a number, or leave the callback out that sets the rate.");
            changedRate = new ConstantRate(value).Rate;
        }
    }

    /// <summary>Everything that is remembered, as <c>slot/weight</c>; the tensors stay the state's.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors =>
        from memory in memories.Values
        from slot in Optimizer.Slots.Zip(memory.Slots)
        select KeyValuePair.Create($"{slot.First}/{memory.Name}", slot.Second);

    /// <summary>Makes one step: clips the gradients, lets the weights decay, updates them in place.</summary>
    /// <param name="weights">The weights that train.</param>
    /// <param name="gradients">Their gradients, overwritten; null where the loss does not depend on the weight, which then
    /// stays.</param>
    public void Apply(IReadOnlyList<NamedWeight> weights, IReadOnlyList<torch.Tensor?> gradients)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        GradientClipping.Clip(Optimizer, [.. gradients.OfType<torch.Tensor>()]);
        var rate = LearningRate;
        foreach (var (weight, gradient) in weights.Zip(gradients))
        {
            if (gradient is null)
                continue;
            if (Optimizer.WeightDecay is { } decay and > 0 && !Optimizer.ExcludeFromWeightDecay.Any(weight.Name.Contains))
                weight.Value.mul_(1 - decay * rate);
            var memory = Remember(weight);
            Optimizer.Update(weight.Value, gradient, memory.Slots, rate, ++memory.Updates);
        }
        Steps++;
    }

    public void Dispose()
    {
        foreach (var slot in memories.Values.SelectMany(memory => memory.Slots))
            slot.Dispose();
        memories.Clear();
    }

    private Memory Remember(NamedWeight weight)
    {
        if (!memories.TryGetValue(weight.Value, out var memory))
            memories[weight.Value] = memory = new Memory(
                weight.Name,
                [.. Optimizer.Slots.Select(_ => torch.zeros_like(weight.Value, requires_grad: false).DetachFromDisposeScope())]);
        return memory;
    }

    private sealed class Memory(string name, torch.Tensor[] slots)
    {
        public string Name { get; } = name;

        public torch.Tensor[] Slots { get; } = slots;

        public long Updates { get; set; }
    }
}
