using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>Keeps logarithms of probabilities finite, as Keras does.</summary>
internal static class Probabilities
{
    /// <summary>Keras's <c>epsilon()</c>.</summary>
    public const double Epsilon = 1e-7;

    public static torch.Tensor Clip(torch.Tensor probabilities) => probabilities.Between(Epsilon, 1 - Epsilon);

    /// <summary>Scales the last axis to a sum of 1, then clips.</summary>
    public static torch.Tensor Normalize(torch.Tensor probabilities) =>
        Clip(probabilities / probabilities.sum(-1, keepdim: true));
}
