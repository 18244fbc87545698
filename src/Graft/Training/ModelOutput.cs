using TorchSharp;

namespace Graft.Training;

/// <summary>One output of a model for a batch.</summary>
/// <param name="Values">What the model gives, <c>[batch, ..., values]</c>.</param>
/// <param name="Logits">What the last activation was applied to; null where the model does not end in an activation that
/// matters.</param>
/// <param name="Activation">Keras's name of that activation.</param>
internal readonly record struct ModelOutput(torch.Tensor Values, torch.Tensor? Logits = null, string? Activation = null);
