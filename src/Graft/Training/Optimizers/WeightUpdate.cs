using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>What an optimizer needs to change one weight.</summary>
/// <param name="Weight">The weight, changed in place.</param>
/// <param name="Gradient">Its gradient, clipped; may be overwritten.</param>
/// <param name="Slots">What is remembered of the weight, in the order of <see cref="Optimizer.Slots"/>; changed in place.</param>
/// <param name="Rate">The learning rate of this step for this weight.</param>
/// <param name="WeightDecay">The weight decay of this weight, for optimizers that decay by their own rule; 0: none.</param>
/// <param name="Number">How many updates this weight has had with this one, from 1 on.</param>
internal readonly record struct WeightUpdate(
    torch.Tensor Weight,
    torch.Tensor Gradient,
    IReadOnlyList<torch.Tensor> Slots,
    double Rate,
    double WeightDecay,
    long Number)
{
    /// <summary>The axis of the weight along which its outputs lie: a dense kernel is <c>[in, out]</c>, others
    /// <c>[out, ...]</c>.</summary>
    public static int OutputAxis(torch.Tensor weight) => weight.dim() == 2 ? 1 : 0;

    /// <summary>All axes of a tensor but that of the outputs.</summary>
    public static long[] AxesOfUnit(torch.Tensor weight) =>
        [.. Enumerable.Range(0, (int)weight.dim()).Where(axis => axis != OutputAxis(weight)).Select(axis => (long)axis)];

    /// <summary>The root of the sum of squares.</summary>
    public static double Norm(torch.Tensor values) => Math.Sqrt(values.Squared().sum(torch.float64).item<double>());

    /// <summary>Adds a gradient to a running mean, and its square to a running mean square, Adam's two moments.</summary>
    public void AddMoments(double beta1, double beta2)
    {
        Slots[0].Multiply(beta1).Add(Gradient, 1 - beta1);
        Slots[1].Multiply(beta2).AddProduct(Gradient, Gradient, 1 - beta2);
    }
}
