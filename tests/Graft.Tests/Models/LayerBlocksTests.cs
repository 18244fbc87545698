using Graft.Backbones;
using Graft.Layers;
using Graft.Models;

namespace Graft.Tests.Models;

public sealed class LayerBlocksTests
{
    [Theory]
    [InlineData("mobilenet_0.25.keras")]
    [InlineData("vgg16.keras")]
    public void The_blocks_of_a_published_network_have_each_of_its_layers_once(string name)
    {
        var backbone = BackboneRegistry.Find(name);
        var network = backbone.Load(new BackboneOptions { Weights = null, InputShape = (64, 64, 3) });

        var blocks = LayerBlocks.EndingAt(network, backbone.Blocks);

        Assert.Equal(backbone.Blocks, blocks.Select(block => block[^1].Name));
        Assert.Equal(
            network.Nodes.Select(node => node.Layer).Where(layer => layer is not Input),
            blocks.SelectMany(block => block).Where(layer => layer is not Input));
    }

    [Fact]
    public void Branches_belong_to_the_block_that_joins_them_and_what_follows_the_last_end_to_none()
    {
        var input = new Input(4);
        var stem = new Dense(4, name: "stem").Apply(input.Output);
        var left = new Dense(4, name: "left").Apply(stem);
        var joined = new Add("joined").Apply(left, new Dense(4, name: "right").Apply(stem));
        var again = new Add("again").Apply(joined, stem);
        var model = new Model(input.Output, new Dense(2, name: "head").Apply(again));

        var blocks = LayerBlocks.EndingAt(model, ["stem", "joined", "again"]);

        string[][] names = [.. blocks.Select(block => block.Select(layer => layer.Name).Order().ToArray())];
        Assert.Equal(["stem"], names[0]);
        Assert.Equal(["joined", "left", "right"], names[1]);
        Assert.Equal(["again"], names[2]);
        Assert.Contains("'steam'", Assert.Throws<ArgumentException>(() => LayerBlocks.EndingAt(model, ["steam"])).Message);
    }
}
