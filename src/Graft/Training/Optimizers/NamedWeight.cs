using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>A weight that trains, under its name, as in <c>dense/kernel</c>.</summary>
internal readonly record struct NamedWeight(string Name, torch.Tensor Value);
