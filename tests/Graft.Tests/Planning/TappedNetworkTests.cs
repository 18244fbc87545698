using Graft.Backbones;
using Graft.Planning;
using Graft.Runtime.Heads;

namespace Graft.Tests.Planning;

public sealed class TappedNetworkTests
{
    // From 56 rows and columns on, a map is looked at in every second or fourth of them.
    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    public void A_row_is_deviations_then_means_of_all_blocks_the_last_one_at_the_end(int size)
    {
        var backbone = BackboneRegistry.Find("mobilenet_0.25.keras");
        var network = backbone.Load(new BackboneOptions { Weights = null, InputShape = (size, size, 3) });
        var tapped = new TappedNetwork(network, backbone);
        var picture = new NDArray([.. Formula.Unit("picture", size * size * 3)], 1, size, size, 3);

        var rows = new Model([network.Input], [tapped.Features(Taps.Deviations)], "rows").Predict(picture).Values;

        Assert.Equal(tapped.Widths.All, rows.Length);
        Assert.Equal(tapped.Trunk().Outputs.Sum(output => output.Shape.Channels), rows.Length);
        var (deviations, means) = (new List<float>(), new List<float>());
        foreach (var block in backbone.Blocks)
        {
            var place = network.Nodes.Single(node => node.Layer.Name == block).Outputs[0];
            var map = new Model([network.Input], [place], "block").Predict(picture);
            var (side, channels, every) = (map.Shape[1], map.Shape[3], Math.Max(1, map.Shape[1] / 28));
            for (var channel = 0; channel < channels; channel++)
            {
                var all = Enumerable.Range(0, side * side).ToLookup(
                    i => i / side % every == 0 && i % side % every == 0, i => (double)map.Values[i * channels + channel]);
                means.Add((float)all.SelectMany(values => values).Average());
                if (side > 1)
                    deviations.Add((float)Math.Sqrt(all[true].Average(value => Math.Pow(value - all[true].Average(), 2))));
            }
        }
        Assert.Equal((means.Count, network.Output.Shape.Channels), (tapped.Widths.Blocks, tapped.Widths.Last));
        Close.Relative([.. deviations, .. means], rows, 1e-4, "row");
    }
}
