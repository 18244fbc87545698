using Graft.Layers;
using Graft.Tests.Layers.Reference;
using static TorchSharp.torch;

namespace Graft.Tests.Layers;

public sealed class SquareRootTests
{
    [Fact]
    public void Each_value_is_replaced_by_its_root_and_a_negative_one_by_0()
    {
        var values = LayerRun.Values("roots", 3, 4, 5, 2);
        LayerRun.Equal(
            new NaiveArray(values).Map(value => Math.Sqrt(Math.Max(value, 0))), LayerRun.Forward(new SquareRoot(), values), "roots");
    }

    [Fact]
    public void Its_gradient_is_that_of_the_root_and_stays_finite_towards_0()
    {
        using var scope = NewDisposeScope();
        float[] values = [4, 0.25f, 1e-4f, 1e-6f, 0, -1];
        var input = tensor(values).reshape(1, values.Length).requires_grad_();

        var roots = new SquareRoot().Forward(input, new ForwardContext(Training: true, null!));
        roots.sum().backward();

        Assert.Equal([2, 0.5f, 1e-2f, 1e-3f, 0, 0], roots.data<float>().ToArray());
        Close.Relative([0.25f, 1, 50, 50, 50, 0], input.grad!.data<float>().ToArray(), 1e-5, "gradient");
    }
}
