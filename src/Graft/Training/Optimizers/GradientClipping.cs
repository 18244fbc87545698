using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>Keeps gradients from growing too large, in place, before anything else is done with them.</summary>
internal static class GradientClipping
{
    public static void Clip(Optimizer optimizer, IReadOnlyList<torch.Tensor> gradients)
    {
        if (optimizer.ClipNorm is { } norm)
            foreach (var gradient in gradients)
                ScaleDown([gradient], norm);
        else if (optimizer.GlobalClipNorm is { } globalNorm)
            ScaleDown(gradients, globalNorm);
        else if (optimizer.ClipValue is { } value)
            foreach (var gradient in gradients)
                gradient.clamp_(-value, value);
    }

    private static void ScaleDown(IReadOnlyList<torch.Tensor> gradients, double largest)
    {
        var squares = gradients.Sum(gradient => gradient.square().sum().item<float>());
        var norm = Math.Sqrt(squares);
        if (norm > largest)
            foreach (var gradient in gradients)
                gradient.mul_(largest / norm);
    }
}
