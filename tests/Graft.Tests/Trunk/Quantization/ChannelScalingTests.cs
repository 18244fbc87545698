using Graft.Engine;
using Graft.Layers;
using Graft.Trunk;
using Graft.Trunk.Programs;
using Graft.Trunk.Quantization;
using static TorchSharp.torch;

namespace Graft.Tests.Trunk.Quantization;

public sealed class ChannelScalingTests
{
    // Clipped activations end where the samples ended, which were seen in bf16.
    [Theory]
    [InlineData("mobilenet_0.25", 2e-2)]
    [InlineData("resnet50_v2", 1e-5)]
    [InlineData("squeeze", 1e-5)]
    [InlineData("vgg", 1e-5)]
    public void A_network_stays_the_same(string name, double tolerance)
    {
        if (!Processor.HasInt8)
            Assert.Skip("This processor has no instructions for 8 bits.");
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var model = IntegerNetworks.Make(name);
        var samples = IntegerNetworks.Samples(model, 3);
        using var pass = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        pass.Show([samples]);
        var found = pass.Decide().Quantization!;
        Assert.NotEmpty(found.Scales);
        Assert.All(found.Scales.Values.SelectMany(scale => scale), scale => Assert.InRange(scale, float.Epsilon, 1));

        var folded = GraphFolding.Fold(model.Lower());
        var (scaled, _) = new TrunkQuantization(
            found.Ranges, found.Scales, new Dictionary<int, float[]>(), found.FirstInFull, 1, 1, []).Apply(folded);
        Tensor[] inputs = [Layout.FromLogical(tensor(samples.Values, [.. samples.Shape.Select(length => (long)length)]))];
        using var expected = TrunkProgram.Compile(folded, 3, ScalarType.Float32);
        using var given = TrunkProgram.Compile(scaled, 3, ScalarType.Float32);
        Close.Relative(Values(expected.Run(inputs)[0]), Values(given.Run(inputs)[0]), tolerance, name);
    }

    [Fact]
    public void Channels_of_very_different_reach_are_all_kept()
    {
        if (!Processor.HasInt8)
            Assert.Skip("This processor has no instructions for 8 bits.");
        const int Channels = 16;
        var input = new Input((12, 12, 3));
        var wide = new Conv2D(Channels, 3, activation: "relu");
        var narrow = new DepthwiseConv2D(3);
        var map = narrow.Apply(wide.Apply(input.Output));
        var model = new Model(input.Output, new GlobalAveragePooling2D().Apply(map));
        Export.RandomModels.SetWeights(model, 1);
        // The last channel a 64th of the first, and brought back to its size by the next layer.
        foreach (var weight in wide.Weights)
            Multiply(weight, Channels, channel => MathF.Pow(2, -0.4f * channel));
        Multiply(narrow.Weights[0], Channels, channel => MathF.Pow(2, 0.4f * channel));
        var samples = IntegerNetworks.Samples(model, 3);
        using var exact = new TrunkPass(model, batchSize: 3);
        using var pass = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        Close.Relative(exact.Run([samples])[0].Values, pass.Run([samples])[0].Values, 3e-3, "features");
    }

    private static void Multiply(Weight weight, int channels, Func<int, float> factor) =>
        weight.Set([.. weight.ToArray().Select((value, i) => value * factor(i % channels))]);

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
