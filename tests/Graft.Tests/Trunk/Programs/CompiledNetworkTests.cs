using Graft.Tests.Layers.Keras;

namespace Graft.Tests.Trunk.Programs;

/// <summary>Keras's published networks, compiled, give what they give layer by layer.</summary>
public sealed class CompiledNetworkTests
{
    [Theory]
    [InlineData("mobilenet_0.25")]
    [InlineData("mobilenet_v2_0.35")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("efficientnet_b0")]
    [InlineData("resnet50_v2")]
    [InlineData("mobilenet_v2_1.0")]
    public void A_network_gives_the_same_compiled(string name)
    {
        Compare(KerasNetwork.Read(name), whole: true, batch: 1);
        Compare(KerasNetwork.ReadOdd(name), whole: false, batch: 3);
    }

    // Minutes: run it by --explicit only --filter-trait "Category=Slow".
    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void Every_network_gives_the_same_compiled_at_both_sizes_in_batches_of_1_3_and_32()
    {
        var failures = new List<string>();
        foreach (var name in KerasNetwork.Names)
        {
            var (whole, odd) = (KerasNetwork.Read(name), KerasNetwork.ReadOdd(name));
            foreach (var batch in new[] { 1, 3, 32 })
                try
                {
                    Compare(whole, whole: true, batch);
                    Compare(odd, whole: false, batch);
                }
                catch (Exception e)
                {
                    failures.Add($"{name}, batches of {batch}: {e.Message}");
                }
        }
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    private static void Compare(KerasNetwork network, bool whole, int batch)
    {
        var model = whole ? network.WithTop : network.WithoutTop;
        network.FillWeights(model);
        CompiledComparison.Require(model, batch);
    }
}
