using Graft.Training.Optimizers;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>Derivatives of a loss, without leaving anything behind on the weights.</summary>
internal static class Gradients
{
    /// <summary>The gradient of each weight; null where the loss does not depend on it.</summary>
    public static IReadOnlyList<torch.Tensor?> Of(torch.Tensor loss, IReadOnlyList<NamedWeight> weights)
    {
        var gradients = torch.autograd.grad([loss], [.. weights.Select(weight => weight.Value)], allow_unused: true);
        return [.. gradients.Select(OrNothing)];
    }

    private static torch.Tensor? OrNothing(torch.Tensor gradient)
    {
        if (!gradient.IsInvalid)
            return gradient;
        // A tensor without a handle cannot be disposed of; the scope is told so that it does not count it as alive.
        torch.CurrentDisposeScope?.MarkAsDisposed(gradient);
        return null;
    }
}
