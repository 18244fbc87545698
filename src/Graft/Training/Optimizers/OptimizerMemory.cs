using Graft.Training.Checkpoints;
using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>What an optimizer remembers at one moment, as a checkpoint keeps it.</summary>
/// <param name="Tensors">What is remembered of each weight, as <c>slot/weight</c>.</param>
/// <param name="Counts">
/// <c>steps</c>; <c>waiting</c>, how many batches wait for the next one; <c>updates/weight</c> of each weight.
/// </param>
/// <param name="LearningRate">The rate that a callback has set; null: none has.</param>
internal sealed record OptimizerMemory(
    IReadOnlyDictionary<string, torch.Tensor> Tensors, IReadOnlyDictionary<string, long> Counts, double? LearningRate)
{
    /// <summary>What was written down; new tensors, which belong to the caller's dispose scope.</summary>
    public static OptimizerMemory Load(TrainingState state)
    {
        var (tensors, counts) = (state.Part("tensor").Alone(), state.Part("count").Alone());
        return new OptimizerMemory(
            tensors.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.ToTensor()),
            counts.Words.Keys.ToDictionary(name => name, counts.Long),
            state.Real("rate"));
    }

    /// <summary>Writes it down.</summary>
    public void Save(TrainingState state)
    {
        foreach (var (name, tensor) in Tensors)
            state.Part("tensor").Set(name, tensor);
        foreach (var (name, count) in Counts)
            state.Part("count").Set(name, count);
        state.Set("rate", LearningRate);
    }

    /// <summary>Checks that everything is there for some weights.</summary>
    /// <exception cref="TrainingException">Something is missing or has another shape; all is named.</exception>
    public void Check(IReadOnlyList<Slot> slots, IReadOnlyList<NamedWeight> weights)
    {
        var problems = new Problems();
        foreach (var count in new[] { "steps", "waiting" }.Where(count => !Counts.ContainsKey(count)))
            problems.Add($"the count '{count}' is missing.");
        foreach (var weight in weights)
            foreach (var slot in slots)
                CheckOne(slot, weight, problems);
        problems.ThrowIfAny("The optimizer's state");
    }

    private void CheckOne(Slot slot, NamedWeight weight, Problems problems)
    {
        var name = $"{slot.Name}/{weight.Name}";
        long[] wanted = slot.Kind == SlotKind.Number ? [1] : weight.Value.shape;
        if (!Tensors.TryGetValue(name, out var tensor))
            problems.Add($"'{name}' is missing: it was saved by another optimizer.");
        else if (!tensor.shape.SequenceEqual(wanted))
            problems.Add($"'{name}' has the shape ({string.Join(", ", tensor.shape)}), not ({string.Join(", ", wanted)}).");
    }
}
