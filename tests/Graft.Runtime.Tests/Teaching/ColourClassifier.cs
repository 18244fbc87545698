using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Graft.Export.Onnx;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Runtime.Teaching;
using Graft.Runtime.Tests.Prediction;
using DataType = Graft.Export.Onnx.TensorProto.Types.DataType;

namespace Graft.Runtime.Tests.Teaching;

/// <summary>
/// A bundle whose features are the mean colour of a picture, and whose head is found on made-up pictures of some colours:
/// everything that teaching needs, without a network.
/// </summary>
internal static class ColourClassifier
{
    public const int Width = 3;

    private const int PictureLength = TinyModel.Height * TinyModel.Width * 3;

    public static string[] Colours { get; } = ["blue", "green", "red", "white"];

    /// <summary>Pictures of a colour, more or less.</summary>
    public static TeachingBatch Pictures(string colour, int count, string key = "noise")
    {
        var noise = Formula.Unit($"{colour} {key}", count * PictureLength);
        var pixels = new byte[noise.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            // Every picture has a tint of its own, so that classes overlap a little.
            var tint = noise[i / PictureLength * PictureLength + i % 3];
            pixels[i] = (byte)((HasChannel(colour, i % 3) ? 150 : 90) + 30 * noise[i] + 50 * tint);
        }
        return new TeachingBatch(
            pixels,
            [.. Enumerable.Range(0, count).Select(i => $"{colour} {i}")],
            [.. Enumerable.Range(0, count).Select(i => Convert.ToHexStringLower(
                SHA256.HashData(pixels.AsSpan(i * PictureLength, PictureLength))))]);
    }

    /// <summary>The head on pictures of colours, in that order, as training finds it.</summary>
    public static HeadChoice Find(IReadOnlyList<TeachingBatch> classes, HeadKind kind, bool mirrored)
    {
        var kept = Kept(classes, mirrored);
        var problem = new HeadProblem(kept.ToPlain(), kept.ToMirrored(), new TapWidths(Width, Width, Width), kept.Labels, classes.Count);
        return new HeadSearch(new ManagedLinearAlgebra()).Run(problem, kind);
    }

    /// <summary>Writes a bundle of the head on the first colours.</summary>
    public static void Write(
        string path, int classes, HeadKind kind = HeadKind.Discriminant, bool mirrored = true, int each = 20,
        Func<BundleContent, BundleContent>? change = null)
    {
        TeachingBatch[] pictures = [.. Colours.Take(classes).Select(colour => Pictures(colour, each))];
        var choice = Find(pictures, kind, mirrored);
        var content = new BundleContent
        {
            Configuration = new BundleConfiguration
            {
                CreatedBy = "the tests",
                Task = BundleTask.ImageClassification,
                Labels = Colours[..classes],
                Preprocessing = TinyModel.Preprocessing,
                Head = "discriminant",
                Graph = JsonElement.Parse($$$"""
                    {"layers":[{"name":"mean","config":{}},{"name":"last","config":{"units":{{{classes}}},"use_bias":true}}]}
                    """),
                Parts = new PartsRecord(
                    [.. pictures.SelectMany(batch => batch.Hashes)], [], [.. Pictures(Colours[3], 4).Hashes]),
                Metrics = new BundleMetrics { Test = new PartMetrics(1, 0, 4) },
                Teaching = new TeachingConfiguration
                {
                    Layer = "last",
                    HasRoots = true,
                    LastWidth = Width,
                    Taps = choice.Taps,
                    Discriminant = choice.Discriminant,
                    Logistic = choice.Logistic,
                },
            },
            Onnx = Onnx(choice.Head),
            WriteWeights = stream => stream.Write(Weights(FloatHead.Of(choice.Head, Width))),
            WriteTeaching = Kept(pictures, mirrored).Write,
        };
        BundleWriter.Write(path, change?.Invoke(content) ?? content);
    }

    private static bool HasChannel(string colour, int channel) => colour switch
    {
        "red" => channel == 0,
        "green" => channel == 1,
        "blue" => channel == 2,
        _ => true,
    };

    // A mirror image has the same colours: the second view is the first one.
    private static KeptFeatures Kept(IReadOnlyList<TeachingBatch> classes, bool mirrored)
    {
        float[] means = [.. classes.SelectMany(batch => batch.Pixels.ToArray().Chunk(PictureLength)).SelectMany(Mean)];
        int[] labels = [.. classes.SelectMany((batch, k) => batch.Hashes.Select(_ => k))];
        return KeptFeatures.TryKeep(means, mirrored ? means : [], labels)!;
    }

    private static float[] Mean(byte[] picture) =>
        [.. Enumerable.Range(0, 3).Select(channel => (float)picture.Where((_, i) => i % 3 == channel).Average(value => value))];

    private static byte[] Onnx(LinearHead head)
    {
        var found = FloatHead.Of(head, Width);
        return TinyModel.Bytes(model =>
        {
            var graph = model.Graph;
            graph.Initializer.Clear();
            graph.Initializer.Add(Tensor("kernel", found.Kernel, Width, found.Classes));
            graph.Initializer.Add(Tensor("bias", found.Bias, found.Classes));
            foreach (var output in graph.Output)
                output.Type.TensorType.Shape.Dim[1].DimValue = found.Classes;
            var features = graph.Output[0].Clone();
            features.Name = OnnxNames.Features;
            features.Type.TensorType.Shape.Dim[1].DimValue = Width;
            graph.Output.Add(features);
            var softmax = graph.Node[^1];
            foreach (var node in graph.Node.Where(node => node.OpType is "MatMul" or "Add" or "Softmax").ToList())
                graph.Node.Remove(node);
            graph.Node.Add(new NodeProto { OpType = "Identity", Input = { "mean" }, Output = { OnnxNames.Features } });
            graph.Node.Add(new NodeProto { OpType = "Sqrt", Input = { "mean" }, Output = { "roots" } });
            graph.Node.Add(new NodeProto { OpType = "Gemm", Input = { "roots", "kernel", "bias" }, Output = { "answers" } });
            graph.Node.Add(new NodeProto { OpType = "Identity", Input = { "answers" }, Output = { OnnxNames.Logits } });
            graph.Node.Add(softmax);
            TinyModel.AddLabels(model, Colours[..found.Classes]);
        });
    }

    private static TensorProto Tensor(string name, float[] values, params long[] shape) => new()
    {
        Name = name,
        DataType = (int)DataType.Float,
        Dims = { shape },
        RawData = ByteString.CopyFrom(Bytes(values)),
    };

    private static byte[] Weights(FloatHead head)
    {
        var (kernel, bias) = (8 + 4 * head.Kernel.Length, 8 + 4 * head.Kernel.Length + 4 * head.Classes);
        var header = $$$"""
            {"__metadata__":{"order":"model"},"first/kernel":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
            "last/kernel":{"dtype":"F32","shape":[{{{Width}}},{{{head.Classes}}}],"data_offsets":[8,{{{kernel}}}]},
            "last/bias":{"dtype":"F32","shape":[{{{head.Classes}}}],"data_offsets":[{{{kernel}}},{{{bias}}}]}}
            """;
        var text = Encoding.UTF8.GetBytes(header);
        byte[] numbers = [.. Bytes([1, 2]), .. Bytes(head.Kernel), .. Bytes(head.Bias)];
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. numbers];
    }

    private static byte[] Bytes(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
