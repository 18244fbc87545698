using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>Keeps gradients from growing too large, in place, before anything else is done with them.</summary>
internal static class GradientClipping
{
    private const double ShortestUnit = 1e-3;
    private const double ShortestGradient = 1e-6;

    /// <summary>Clips as the optimizer says.</summary>
    /// <param name="optimizer">Its settings.</param>
    /// <param name="updates">Weights with their gradients.</param>
    public static void Clip(Optimizer optimizer, IReadOnlyList<(torch.Tensor Weight, torch.Tensor Gradient)> updates)
    {
        if (optimizer.ClipNorm is { } norm)
            foreach (var (_, gradient) in updates)
                ScaleDown([gradient], norm);
        else if (optimizer.GlobalClipNorm is { } globalNorm)
            ScaleDown([.. updates.Select(update => update.Gradient)], globalNorm);
        else if (optimizer.ClipValue is { } value)
            foreach (var (_, gradient) in updates)
                gradient.Limit(-value, value);
        else if (optimizer.AdaptiveClipFactor is { } factor)
            foreach (var (weight, gradient) in updates)
                ScaleUnitsDown(weight, gradient, factor);
    }

    private static void ScaleDown(IReadOnlyList<torch.Tensor> gradients, double largest)
    {
        var squares = gradients.Sum(gradient => gradient.Squared().sum().item<float>());
        var norm = Math.Sqrt(squares);
        if (norm > largest)
            foreach (var gradient in gradients)
                gradient.Multiply(largest / norm);
    }

    private static void ScaleUnitsDown(torch.Tensor weight, torch.Tensor gradient, double factor)
    {
        var largest = NormOfUnits(weight).AtLeast(ShortestUnit).Times(factor);
        var norm = NormOfUnits(gradient);
        var scale = torch.where(norm < largest, torch.ones_like(norm), largest / norm.AtLeast(ShortestGradient));
        gradient.mul_(scale);
    }

    private static torch.Tensor NormOfUnits(torch.Tensor values) => values.dim() <= 1
        ? values.Squared().sum().sqrt()
        : values.Squared().sum(WeightUpdate.AxesOfUnit(values), keepdim: true).sqrt();
}
