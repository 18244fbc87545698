using System.Runtime.CompilerServices;
using Graft.Training.Losses;
using Graft.Training.Metrics;
using Graft.Training.Optimizers;
using Graft.Weights;

namespace Graft.Training.Sessions;

/// <summary>
/// What a model was compiled with, and what its optimizer remembers. It is kept beside the model, which knows nothing of
/// training.
/// </summary>
internal sealed class CompiledModel
{
    private static readonly ConditionalWeakTable<Model, CompiledModel> All = [];

    private CompiledModel(OptimizerState optimizer, IReadOnlyList<CompiledOutput> outputs) =>
        (Optimizer, Outputs) = (optimizer, outputs);

    public OptimizerState Optimizer { get; }

    public IReadOnlyList<CompiledOutput> Outputs { get; }

    /// <exception cref="TrainingException">The model was never compiled.</exception>
    public static CompiledModel Of(Model model) => All.TryGetValue(model, out var compiled)
        ? compiled
        : throw new TrainingException($"The model '{model.Name}' is not compiled: call Compile(optimizer, loss) first.");

    /// <summary>Compiles a model, afresh where it was compiled before.</summary>
    /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
    public static void Compile(
        Model model,
        Optimizer optimizer,
        IReadOnlyList<Loss> losses,
        IReadOnlyList<double>? lossWeights,
        IReadOnlyList<IReadOnlyList<Metric>> metrics)
    {
        var problems = new Problems();
        var count = model.Outputs.Count;
        problems.Require(losses.Count == count, $"the model has {count} outputs; {losses.Count} losses were given.");
        problems.Require(
            lossWeights is null || lossWeights.Count == count,
            $"the model has {count} outputs; {lossWeights?.Count} loss weights were given.");
        problems.Require(
            metrics.Count == 0 || metrics.Count == count,
            $"the model has {count} outputs; metrics for {metrics.Count} were given.");
        foreach (var weight in lossWeights ?? [])
            problems.Require(double.IsFinite(weight), $"a loss weight is {weight}; it must be a finite number.");
        problems.ThrowIfAny("Compile");

        CompiledOutput[] outputs = [.. model.Outputs.Select((output, i) => new CompiledOutput(
            OutputNames.Of(model, i), output.Shape, losses[i], lossWeights?[i] ?? 1, metrics.Count == 0 ? [] : metrics[i]))];
        foreach (var output in outputs)
            output.Check(problems);
        var names = RunningValues.Names(outputs);
        foreach (var twice in names.GroupBy(name => name).Where(group => group.Count() > 1))
            problems.Add($"two values would be reported as '{twice.Key}'; leave one of the metrics out.");
        if (optimizer.ParameterGroups.Count > 0)
            ParameterGroup.CheckNames(optimizer.ParameterGroups, WeightNames.WithAdapters(model).Select(named => named.Name), problems);
        problems.ThrowIfAny("Compile");

        var state = new OptimizerState(optimizer);
        if (All.TryGetValue(model, out var before))
            before.Optimizer.Dispose();
        All.AddOrUpdate(model, new CompiledModel(state, outputs));
    }
}
