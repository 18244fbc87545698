using Graft.Engine;
using Graft.Training.Schedules;
using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>
/// What an optimizer remembers of the weights of one model. It follows each weight: one that is frozen for a while keeps what is
/// remembered of it, and one that trains for the first time starts afresh, its bias correction too.
/// </summary>
internal sealed class OptimizerState : IDisposable
{
    private const string StepsCount = "steps";
    private const string WaitingCount = "waiting";

    private readonly Dictionary<torch.Tensor, WeightMemory> memories = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ParameterGroup> groups;
    private readonly StateSlots slots;
    private long waiting;
    private double? changedRate;

    /// <exception cref="TrainingException">A setting of the optimizer is out of its range; all are named.</exception>
    public OptimizerState(Optimizer optimizer)
    {
        optimizer.Validate();
        Optimizer = optimizer;
        slots = new StateSlots(optimizer);
        groups = (from parameters in optimizer.ParameterGroups from name in parameters.Weights select (name, parameters))
            .ToDictionary(entry => entry.name, entry => entry.parameters);
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

    /// <summary>
    /// Takes the gradients of a batch: clips them, lets the weights decay, updates them in place. Where gradients of several
    /// batches are averaged, only the last of these changes the weights.
    /// </summary>
    /// <param name="weights">The weights that train.</param>
    /// <param name="gradients">Their gradients, overwritten; null where the loss does not depend on the weight, which then
    /// stays.</param>
    public void Apply(IReadOnlyList<NamedWeight> weights, IReadOnlyList<torch.Tensor?> gradients)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        List<(WeightMemory Memory, torch.Tensor Gradient)> all =
            [.. from pair in weights.Zip(gradients) where pair.Second is not null select (Remember(pair.First), pair.Second)];
        if (Optimizer.GradientAccumulationSteps > 1 && !Accumulate(all))
            return;
        GradientClipping.Clip(Optimizer, [.. all.Select(entry => (entry.Memory.Weight, entry.Gradient))]);
        var rate = LearningRate;
        var optimizer = Optimizer.LearningRate.MomentumAt(Steps) is { } momentum ? Optimizer.WithMomentum(momentum) : Optimizer;
        foreach (var (memory, gradient) in all)
            Update(optimizer, memory, gradient, rate);
        Steps++;
        if (Optimizer.Ema is { } ema)
            Average(ema, [.. all.Select(entry => entry.Memory)]);
    }

    /// <summary>Puts the averages into the weights and the weights into the averages; twice is as if nothing happened.</summary>
    public void SwapAverages()
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var (weight, average) in Averages())
        {
            var kept = weight.clone();
            weight.copy_(average);
            average.copy_(kept);
        }
    }

    /// <summary>Sets the weights to their averages; nothing where there are none.</summary>
    public void TakeAverages()
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var (weight, average) in Averages())
            weight.copy_(average);
    }

    /// <summary>Everything that a run must keep to go on to the bit, the weights aside; the tensors stay the state's.</summary>
    public OptimizerMemory Save()
    {
        Dictionary<string, torch.Tensor> tensors = [];
        Dictionary<string, long> counts = new() { [StepsCount] = Steps, [WaitingCount] = waiting };
        foreach (var memory in memories.Values)
        {
            counts[UpdatesOf(memory.Name)] = memory.Updates;
            foreach (var (slot, tensor) in slots.All.Zip(memory.Slots))
                tensors[$"{slot.Name}/{memory.Name}"] = tensor;
        }
        return new OptimizerMemory(tensors, counts, changedRate);
    }

    /// <summary>Goes on from what was saved.</summary>
    /// <param name="weights">The weights of the model by their names.</param>
    /// <param name="saved">What was saved; its tensors are copied.</param>
    /// <exception cref="TrainingException">Something is missing or has another shape: nothing was changed.</exception>
    public void Restore(IReadOnlyList<NamedWeight> weights, OptimizerMemory saved)
    {
        saved.Check(slots.All, [.. weights.Where(weight => saved.Counts.ContainsKey(UpdatesOf(weight.Name)))]);
        Dispose();
        using var noGradient = torch.no_grad();
        foreach (var weight in weights)
        {
            if (!saved.Counts.TryGetValue(UpdatesOf(weight.Name), out var updates))
                continue;
            var memory = Remember(weight);
            memory.Updates = updates;
            foreach (var (slot, tensor) in slots.All.Zip(memory.Slots))
                tensor.copy_(saved.Tensors[$"{slot.Name}/{weight.Name}"]);
        }
        (Steps, waiting) = (saved.Counts[StepsCount], saved.Counts[WaitingCount]);
        changedRate = saved.LearningRate;
    }

    public void Dispose()
    {
        foreach (var slot in memories.Values.SelectMany(memory => memory.Slots))
            slot.Dispose();
        memories.Clear();
    }

    private static string UpdatesOf(string weight) => "updates/" + weight;

    /// <returns>Whether the gradients were replaced by the averages of as many batches as are wanted.</returns>
    private bool Accumulate(List<(WeightMemory Memory, torch.Tensor Gradient)> all)
    {
        foreach (var (memory, gradient) in all)
            slots.Accumulated(memory).Add(gradient);
        if (++waiting < Optimizer.GradientAccumulationSteps)
            return false;
        foreach (var (memory, gradient) in all)
        {
            gradient.copy_(slots.Accumulated(memory)).Divide(waiting);
            slots.Accumulated(memory).zero_();
        }
        waiting = 0;
        return true;
    }

    private void Update(Optimizer optimizer, WeightMemory memory, torch.Tensor gradient, double rate)
    {
        var (weight, parameters) = (memory.Weight, memory.Group);
        rate *= parameters?.RateFactor ?? 1;
        var excluded = optimizer.ExcludeFromWeightDecay.Any(memory.Name.Contains);
        var decay = parameters?.WeightDecay ?? (excluded ? 0 : optimizer.WeightDecay ?? 0);
        if (decay > 0 && optimizer.DecayRule == DecayRule.Decoupled)
            weight.Multiply(1 - decay * rate);
        else if (decay > 0 && optimizer.DecayRule == DecayRule.InGradient)
            gradient.Add(weight, decay);
        if ((parameters?.StartingPointDecay ?? optimizer.StartingPointDecay) is { } drawn and > 0)
        {
            var distance = weight.Minus(slots.StartingPoint(memory));
            if (optimizer.DecayRule == DecayRule.InGradient)
                gradient.Add(distance, drawn);
            else
                weight.Add(distance, -drawn * rate);
        }
        optimizer.Update(new WeightUpdate(weight, gradient, memory.Slots, rate, decay, ++memory.Updates));
    }

    private void Average(Ema ema, List<WeightMemory> updated)
    {
        var overwrite = ema.OverwriteFrequency is { } frequency && Steps % frequency == 0;
        foreach (var memory in updated)
        {
            var (average, kept) = (slots.Average(memory), ema.MomentumAt(memory.Updates));
            if (kept == 0)
                average.copy_(memory.Weight);
            else
                average.Multiply(kept).Add(memory.Weight, 1 - kept);
            if (overwrite)
                memory.Weight.copy_(average);
        }
    }

    private IEnumerable<(torch.Tensor Weight, torch.Tensor Average)> Averages() => Optimizer.Ema is null
        ? []
        : memories.Values.Where(memory => memory.Updates > 0).Select(memory => (memory.Weight, slots.Average(memory)));

    private WeightMemory Remember(NamedWeight weight)
    {
        if (!memories.TryGetValue(weight.Value, out var memory))
            memories[weight.Value] = memory = new WeightMemory(
                weight.Name,
                weight.Value,
                [.. slots.All.Select(slot => slot.Create(weight.Value))],
                groups.GetValueOrDefault(weight.Name));
        return memory;
    }
}
