using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>An output before its last activation, and that activation.</summary>
/// <param name="Value">The output before the activation; the logits where that is a softmax or a sigmoid.</param>
/// <param name="Activation">What makes the output of it.</param>
public sealed record Preactivation(Tensor Value, ActivationFunction Activation);
