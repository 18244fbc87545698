using Graft.Layers;
using static TorchSharp.torch;

namespace Graft.Tests.Layers;

public sealed class GlobalDeviationTests
{
    [Fact]
    public void Its_gradient_is_that_of_the_standard_deviation_and_stays_finite_where_all_values_are_equal()
    {
        using var scope = NewDisposeScope();
        // Channels first: 1, 3, 5, 7 spread around 4 by the root of 5; the second channel does not spread at all.
        var input = tensor([1f, 3, 5, 7, 2, 2, 2, 2]).reshape(1, 2, 2, 2).requires_grad_();

        var deviations = new GlobalDeviationPooling2D().Forward(input, new ForwardContext(Training: true, null!));
        deviations.sum().backward();

        var root = MathF.Sqrt(5);
        Close.Relative([root, 0], deviations.data<float>().ToArray(), 1e-6, "deviations");
        float[] slopes = [-3 / (4 * root), -1 / (4 * root), 1 / (4 * root), 3 / (4 * root), 0, 0, 0, 0];
        Close.Relative(slopes, input.grad!.data<float>().ToArray(), 1e-5, "gradient");
    }

    // Means of squares less squares of means would lose them all in float32.
    [Fact]
    public void Small_deviations_of_large_values_are_kept()
    {
        var values = new NDArray([.. Enumerable.Range(0, 16).Select(i => 1000 + (i % 2 == 0 ? 0.125f : -0.125f))], 1, 4, 4, 1);
        Close.Relative([0.125f], LayerRun.Forward(new GlobalDeviationPooling2D(), values).Values, 1e-6, "deviation");
    }
}
