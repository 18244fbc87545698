using Graft.Layers;
using Graft.Tests.Layers.Reference;

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
}
