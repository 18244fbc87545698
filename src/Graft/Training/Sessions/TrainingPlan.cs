using Graft.Layers;
using Graft.Training.Batches;

namespace Graft.Training.Sessions;

/// <summary>What a <c>Fit</c> works on.</summary>
/// <param name="Model">The whole model.</param>
/// <param name="Network">What is run in each step: the model, or what of it lies above the freeze boundary.</param>
/// <param name="Outputs">What is asked of its outputs.</param>
/// <param name="Weights">
/// The weights that change, by their names: those that the optimizer updates, and the statistics of layers that train.
/// </param>
/// <param name="Training">The samples to learn from.</param>
/// <param name="Validation">The samples to look at after each epoch; null: none.</param>
internal sealed record TrainingPlan(
    Model Model,
    Model Network,
    IReadOnlyList<CompiledOutput> Outputs,
    IReadOnlyList<(string Name, Weight Weight)> Weights,
    IBatchSource Training,
    IBatchSource? Validation);
