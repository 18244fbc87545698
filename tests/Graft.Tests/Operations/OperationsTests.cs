using Graft.Operations;
using Graft.Tests.Export;
using Graft.Tests.Layers.Keras;
using static TorchSharp.torch;

namespace Graft.Tests.Operations;

public sealed class OperationsTests
{
    // The figures of the papers, in millions of multiplications with additions.
    [Theory]
    [InlineData("mobilenet_1.0", 569)]
    [InlineData("mobilenet_0.75", 325)]
    [InlineData("mobilenet_0.25", 41)]
    [InlineData("mobilenet_v2_1.0", 300)]
    [InlineData("mobilenet_v2_1.4", 582)]
    public void Multiplications_are_counted_as_the_authors_counted_them(string network, int millions)
    {
        using var scope = NewDisposeScope();
        var graph = KerasNetwork.Read(network).WithTop.Lower();
        Assert.InRange(graph.MultiplyAdds / 1e6, millions - 1, millions + 1);
    }

    [Fact]
    public void What_is_written_down_has_the_shapes_of_the_graph_and_reads_only_what_stands_before_it()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var scope = NewDisposeScope();
            var model = RandomModels.Make(seed);
            var graph = model.Lower();
            Assert.Equal(model.Inputs.Select(input => input.Shape), graph.Inputs.Select(input => input.Shape));
            Assert.Equal(model.Outputs.Select(output => output.Shape), graph.Outputs.Select(output => output.Shape));
            var known = graph.Inputs.ToHashSet();
            foreach (var operation in graph.Operations)
            {
                Assert.Subset(known, operation.Inputs.ToHashSet());
                Assert.True(known.Add(operation.Output));
            }
            Assert.Subset(known, graph.Outputs.ToHashSet());
        }
    }

    [Theory]
    [InlineData(224, 3, 2, 1, 0, 1)]
    [InlineData(7, 3, 2, 1, 1, 1)]
    [InlineData(10, 2, 3, 1, 0, 1)]
    [InlineData(9, 1, 2, 1, 0, 0)]
    [InlineData(8, 3, 1, 2, 2, 2)]
    public void Same_padding_is_that_of_TensorFlow_with_more_at_the_end(
        int length, int size, int stride, int dilation, int before, int after)
    {
        var window = Window.For((length, length, 1), size, stride, dilation, same: true);
        Assert.Equal(new Margins(before, after, before, after), window.Padding);
        Assert.Equal((length + stride - 1) / stride, window.OutputSize((length, length, 1)).Height);
    }

    [Fact]
    public void Sizes_margins_and_shapes_are_written_as_in_Keras()
    {
        Assert.Equal(new Margins(2, 2, 3, 3), (2, 3));
        Assert.Equal(new Margins(1, 2, 3, 4), ((1, 2), (3, 4)));
        Assert.Equal(new Size2D(3, 3), 3);
        Shape map = (150, 150, 3);
        Assert.Equal("(None, 150, 150, 3)", map.ToString());
        Assert.Equal("(None, 4096)", new Shape(4096).ToString());
        Assert.Equal(map.GetHashCode(), new Shape(150, 150, 3).GetHashCode());
        Assert.NotEqual(map, new Shape(150, 150, 4));
        Assert.Equal((150, 3, 67_500L), (map[-2], map.Channels, map.Size));
    }
}
