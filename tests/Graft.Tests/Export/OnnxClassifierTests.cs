using CsCheck;
using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Graft.Tests.Export;

public sealed class OnnxClassifierTests
{
    private const int Height = 9;
    private const int Width = 7;
    private static readonly string[] Labels = ["a", "b", "c", "d"];

    private static readonly Preprocessing Plain = new() { InputHeight = Height, InputWidth = Width, FullScale = 255f };

    public static TheoryData<string> Normalizations => [.. Preprocessings.Keys];

    private static Dictionary<string, Preprocessing> Preprocessings { get; } = new()
    {
        ["as they are"] = Plain,
        ["from 0 to 1"] = Plain with { FullScale = 1f },
        ["from -1 to 1"] = Plain with { FullScale = 2f, Mean = [1f, 1f, 1f] },
        ["caffe"] = Plain with { Channels = ChannelOrder.Bgr, Mean = [103.939f, 116.779f, 123.68f] },
        ["torch"] = Plain with { FullScale = 1f, Mean = [0.485f, 0.456f, 0.406f], StandardDeviation = [0.229f, 0.224f, 0.225f] },
    };

    [Theory]
    [MemberData(nameof(Normalizations))]
    public void Normalisation_inside_the_model_is_bit_for_bit_that_of_training(string name)
    {
        using var scope = NewDisposeScope();
        var preprocessing = Preprocessings[name];
        // The network's input, laid out as logits.
        var input = new Input((Height, Width, 3));
        var model = new Model(input.Output, new Flatten().Apply(input.Output));
        var labels = Enumerable.Range(0, Height * Width * 3).Select(i => $"value {i}").ToList();
        var pixels = Enumerable.Range(0, 2 * labels.Count).Select(i => (byte)(i * 37)).ToArray();
        var onnx = OnnxWriter.WriteClassifier(model.Lower(), preprocessing, labels);
        using var classifier = ImageClassifier.FromOnnx(onnx, labels, preprocessing);

        var logits = classifier.PredictPixels(pixels, 2).Logits;

        var expected = new float[pixels.Length];
        preprocessing.Normalize(pixels, expected);
        Assert.Equal(expected, logits);
    }

    [Theory]
    [InlineData("softmax")]
    [InlineData("linear")]
    [InlineData("log_softmax")]
    public void Probabilities_and_logits_come_out(string activation)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var model = Network(activation);
        var pixels = Pixels(5);
        using var classifier = ImageClassifier.FromOnnx(OnnxWriter.WriteClassifier(model.Lower(), Plain, Labels), Labels, Plain);

        var scores = classifier.PredictPixels(pixels, 5);

        var values = tensor(pixels.Select(v => (float)v).ToArray(), [5, Height, Width, 3]);
        var before = model.ForwardPreactivations([Layout.FromLogical(values)], ForwardContext.Inference)[0].Value;
        Close.Absolute(before.softmax(-1).data<float>().ToArray(), scores.Probabilities, 1e-5, "probabilities");
        var logits = activation == "log_softmax" ? before.log_softmax(-1) : before;
        Close.Relative(logits.data<float>().ToArray(), scores.Logits, 1e-5, "logits");
    }

    [Fact]
    public void The_trained_model_and_the_written_one_agree()
    {
        using var scope = NewDisposeScope();
        var model = Network("softmax");
        using var classifier = ImageClassifier.FromOnnx(OnnxWriter.WriteClassifier(model.Lower(), Plain, Labels), Labels, Plain);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var check = OnnxCheck.Run(model, classifier, Pixels(21), 21);

        Assert.Equal((21, 21), (check.Count, check.Agreement));
        Assert.InRange(check.LargestDifference, 0, 1e-5);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_written_model_that_computes_something_else_is_noticed()
    {
        using var scope = NewDisposeScope();
        var model = Network("softmax");
        using var classifier = ImageClassifier.FromOnnx(OnnxWriter.WriteClassifier(model.Lower(), Plain, Labels), Labels, Plain);
        var bias = model.Weights.Last(weight => weight.Name == "bias");
        var pixels = Pixels(3);

        bias.Set([.. bias.ToArray().Select((v, i) => i == 1 ? v + 0.01f : v)]);
        Assert.Contains("probability", Assert.Throws<OnnxException>(() => OnnxCheck.Run(model, classifier, pixels, 3)).Message);
        bias.Set([float.NaN, 0, 0, 0]);
        Assert.Throws<OnnxException>(() => OnnxCheck.Run(model, classifier, pixels, 3));
    }

    [Fact]
    public void Batches_of_any_size_give_the_same()
    {
        using var scope = NewDisposeScope();
        var model = Network("softmax");
        using var classifier = ImageClassifier.FromOnnx(OnnxWriter.WriteClassifier(model.Lower(), Plain, Labels), Labels, Plain);
        var pixels = Pixels(12);
        var whole = classifier.PredictPixels(pixels, 12).Probabilities;
        Gen.Int[1, 12].Sample(count =>
        {
            var part = classifier.PredictPixels(pixels.AsMemory(0, count * Height * Width * 3), count).Probabilities;
            Close.Absolute(whole.AsSpan(0, count * 4), part, 1e-6, $"batch of {count}");
        }, iter: 20, threads: 1);
    }

    [Fact]
    public void The_file_says_what_it_is()
    {
        using var scope = NewDisposeScope();
        var onnx = OnnxWriter.WriteClassifier(Network("softmax").Lower(), Preprocessings["caffe"], Labels,
            new ContentHash("sha256", "00ff"));
        using var session = new InferenceSession(onnx);
        var properties = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal("""["a","b","c","d"]""", properties["labels"]);
        Assert.Equal(Preprocessings["caffe"], Preprocessing.FromJson(properties["preprocessing"]));
        Assert.Equal("sha256:00ff", properties["weights_hash"]);
        Assert.Equal([-1, Height, Width, 3], session.InputMetadata["pixels"].Dimensions);
        Assert.Equal(typeof(byte), session.InputMetadata["pixels"].ElementType);
        Assert.Equal(["batch", "", "", ""], session.InputMetadata["pixels"].SymbolicDimensions);
        Assert.Equal([-1, 4], session.OutputMetadata["probabilities"].Dimensions);
        Assert.Equal([-1, 4], session.OutputMetadata["logits"].Dimensions);
    }

    [Fact]
    public void What_is_no_image_classifier_is_refused()
    {
        using var scope = NewDisposeScope();
        var graph = Network("softmax").Lower();
        Assert.Contains("9, 8, 3", Refused(graph, Plain with { InputWidth = 8 }, Labels));
        Assert.Contains("3 classes", Refused(graph, Plain, ["a", "b", "c"]));
        foreach (var activation in new[] { "sigmoid", "relu", "sparsemax" })
            Assert.Contains("activation", Refused(Network(activation).Lower(), Plain, Labels));

        static string Refused(OperationGraph operations, Preprocessing preprocessing, string[] labels) =>
            Assert.Throws<OnnxException>(() => OnnxWriter.WriteClassifier(operations, preprocessing, labels)).Message;
    }

    private static Model Network(string activation)
    {
        var input = new Input((Height, Width, 3));
        var x = new Conv2D(5, 3, padding: "same", activation: "relu").Apply(new Rescaling(1 / 127.5, -1).Apply(input.Output));
        x = new GlobalAveragePooling2D().Apply(new BatchNormalization().Apply(x));
        var model = new Model(input.Output, new Dense(4, activation: activation).Apply(x));
        RandomModels.SetWeights(model, 3);
        return model;
    }

    private static byte[] Pixels(int count) =>
        [.. Formula.Unit("pixels", (long)count * Height * Width * 3).Select(v => (byte)((v + 1) * 127.99f))];
}
