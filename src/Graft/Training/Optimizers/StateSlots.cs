using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>All that is remembered of a weight: what the optimizer asks for, and what its general settings need.</summary>
internal sealed class StateSlots
{
    private readonly int accumulated;
    private readonly int average;
    private readonly int startingPoint;

    public StateSlots(Optimizer optimizer)
    {
        List<Slot> all = [.. optimizer.Slots];
        int Add(bool wanted, Slot slot)
        {
            if (wanted)
                all.Add(slot);
            return all.Count - 1;
        }

        accumulated = Add(optimizer.GradientAccumulationSteps > 1, new Slot("accumulated_gradient"));
        average = Add(optimizer.Ema is not null, new Slot("average", SlotKind.CopyOfWeight));
        startingPoint = Add(
            optimizer.StartingPointDecay > 0 || optimizer.ParameterGroups.Any(group => group.StartingPointDecay > 0),
            new Slot("starting_point", SlotKind.CopyOfWeight));
        All = all;
    }

    public IReadOnlyList<Slot> All { get; }

    /// <summary>The sum of the gradients that wait for a step.</summary>
    public torch.Tensor Accumulated(WeightMemory memory) => memory.Slots[accumulated];

    /// <summary>The average of the weight over the steps.</summary>
    public torch.Tensor Average(WeightMemory memory) => memory.Slots[average];

    /// <summary>The weight as it was when it began to train.</summary>
    public torch.Tensor StartingPoint(WeightMemory memory) => memory.Slots[startingPoint];
}
