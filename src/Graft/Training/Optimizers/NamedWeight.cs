using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>A weight that trains, under the name that tells it from all others of its model.</summary>
internal readonly record struct NamedWeight(string Name, torch.Tensor Value);
