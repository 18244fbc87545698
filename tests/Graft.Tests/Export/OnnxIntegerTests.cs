using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime;
using Graft.Runtime.Imaging;
using Graft.Tests.Trunk.Quantization;
using Graft.Trunk;
using static TorchSharp.torch;

namespace Graft.Tests.Export;

public sealed class OnnxIntegerTests
{
    [Theory]
    [MemberData(nameof(IntegerNetworks.Names), MemberType = typeof(IntegerNetworks))]
    public void A_network_in_8_bits_computes_the_same_in_ONNX_Runtime(string name)
    {
        SkipWithoutInt8();
        using var scope = NewDisposeScope();
        var model = IntegerNetworks.Make(name);
        var samples = IntegerNetworks.Samples(model, 3);
        using var pass = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        var given = pass.Run([samples])[0];
        var integers = OnnxWriter.WriteModel(model.Lower(), ["x"], ["y"], pass.Decision!.Quantization);
        var floats = OnnxWriter.WriteModel(model.Lower(), ["x"], ["y"]);
        Assert.True(integers.Length < 0.5 * floats.Length, $"{integers.Length} bytes in 8 bits, {floats.Length} in float");

        var input = new OnnxArray([.. samples.Shape.Select(length => (long)length)], samples.Values);
        var written = OnnxRun.Of(integers, input)[0].Values;
        Assert.InRange(Cosine(given.Values, written), 0.99, 1.0001);
    }

    [Fact]
    public void A_classifier_whose_trunk_is_in_8_bits_gives_the_same_probabilities_written()
    {
        SkipWithoutInt8();
        var trunk = IntegerNetworks.Make("squeeze");
        var preprocessing = new Preprocessing { InputHeight = 17, InputWidth = 15, FullScale = 1f };
        var model = new Model(trunk.Input, new Dense(3, activation: "softmax").Apply(trunk.Output));
        RandomModels.SetWeights(model, 5);
        using var pass = new TrunkPass(trunk, batchSize: 8, precision: Precision.Int8);
        var pixels = Enumerable.Range(0, 20 * 17 * 15 * 3).Select(i => (byte)(i * 37 + i / 765 * 11)).ToArray();
        pass.Show(pixels.AsSpan(0, 8 * 765), preprocessing);
        pass.Decide();
        var classifier = new IntegerClassifier(model, pass);
        using var written = ImageClassifier.FromOnnx(classifier.ToOnnx(preprocessing, ["a", "b", "c"]), ["a", "b", "c"], preprocessing);

        var check = OnnxCheck.Run(classifier, written, pixels, 20);

        Assert.Equal((20, 20), (check.Count, check.Agreement));
        Assert.InRange(check.LargestDifference, 1e-7, 0.02);
        model.Layers[^1].Weights[0].Set(new float[15]);
        Assert.Contains("in the mean", Assert.Throws<OnnxException>(() => OnnxCheck.Run(classifier, written, pixels, 20)).Message);
    }

    [Fact]
    public void What_was_not_decided_to_be_in_8_bits_is_not_written_so()
    {
        var trunk = IntegerNetworks.Make("squeeze");
        using var pass = new TrunkPass(trunk, batchSize: 8);
        var classifier = new IntegerClassifier(trunk, pass);
        Assert.Throws<InvalidOperationException>(() => classifier.ToOnnx(new Preprocessing { InputHeight = 17, InputWidth = 15 }, ["a"]));
    }

    private static void SkipWithoutInt8()
    {
        if (!Processor.HasInt8)
            Assert.Skip("This processor has no instructions for 8 bits.");
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
