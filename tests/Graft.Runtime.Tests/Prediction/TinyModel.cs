using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Graft.Export.Onnx;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using AttributeType = Graft.Export.Onnx.AttributeProto.Types.AttributeType;
using DataType = Graft.Export.Onnx.TensorProto.Types.DataType;

namespace Graft.Runtime.Tests.Prediction;

/// <summary>A classifier that is one matrix product on the mean colour of a picture: small enough to compute by hand.</summary>
internal static class TinyModel
{
    public const int Height = 4;
    public const int Width = 6;

    public static string[] Labels { get; } = ["red", "green", "blue"];

    public static Preprocessing Preprocessing { get; } = new() { InputHeight = Height, InputWidth = Width };

    // Row by row: how much each channel speaks for each class.
    public static float[] Kernel { get; } = [0.05f, -0.01f, -0.02f, -0.03f, 0.04f, 0.01f, 0f, -0.02f, 0.06f];

    public static float[] Bias { get; } = [0.5f, -0.25f, 0.125f];

    public static byte[] Bytes(Action<ModelProto>? change = null)
    {
        var graph = new GraphProto { Name = "tiny" };
        graph.Input.Add(Value(OnnxNames.Pixels, DataType.Uint8, Height, Width, 3));
        graph.Output.Add(Value(OnnxNames.Probabilities, DataType.Float, 3));
        graph.Output.Add(Value(OnnxNames.Logits, DataType.Float, 3));
        graph.Initializer.Add(Tensor("kernel", [3, 3], Kernel));
        graph.Initializer.Add(Tensor("bias", [3], Bias));
        graph.Node.Add(Node("Cast", [OnnxNames.Pixels], "colours",
            new AttributeProto { Name = "to", Type = AttributeType.Int, I = (long)DataType.Float }));
        graph.Node.Add(Node("ReduceMean", ["colours"], "mean",
            new AttributeProto { Name = "axes", Type = AttributeType.Ints, Ints = { 1, 2 } },
            new AttributeProto { Name = "keepdims", Type = AttributeType.Int, I = 0 }));
        graph.Node.Add(Node("MatMul", ["mean", "kernel"], "product"));
        graph.Node.Add(Node("Add", ["product", "bias"], OnnxNames.Logits));
        graph.Node.Add(Node("Softmax", [OnnxNames.Logits], OnnxNames.Probabilities));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        change?.Invoke(model);
        return model.ToByteArray();
    }

    public static void WriteBundle(string path, byte[]? onnx = null, IReadOnlyList<string>? labels = null) =>
        BundleWriter.Write(path, new BundleContent
        {
            Configuration = new BundleConfiguration
            {
                CreatedBy = "the tests",
                Task = BundleTask.ImageClassification,
                Labels = labels ?? Labels,
                Preprocessing = Preprocessing,
            },
            Onnx = onnx ?? Bytes(),
            WriteWeights = stream => stream.Write([1, 2, 3]),
        });

    public static void AddLabels(ModelProto model, params string[] labels) =>
        model.MetadataProps.Add(new StringStringEntryProto
        {
            Key = OnnxNames.LabelsProperty,
            Value = JsonSerializer.Serialize(labels),
        });

    /// <summary>What the model must say of a picture, computed in double.</summary>
    public static (float[] Probabilities, float[] Logits) Expected(ReadOnlySpan<byte> pixels)
    {
        var logits = Bias.Select(v => (double)v).ToArray();
        for (var i = 0; i < pixels.Length; i++)
            for (var c = 0; c < 3; c++)
                logits[c] += pixels[i] * (double)Kernel[i % 3 * 3 + c] / (pixels.Length / 3);
        var powers = logits.Select(Math.Exp).ToArray();
        return ([.. powers.Select(v => (float)(v / powers.Sum()))], [.. logits.Select(v => (float)v)]);
    }

    private static NodeProto Node(string type, string[] inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = type, Input = { inputs }, Output = { output }, Attribute = { attributes } };

    private static TensorProto Tensor(string name, long[] shape, float[] values) => new()
    {
        Name = name,
        DataType = (int)DataType.Float,
        Dims = { shape },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
    };

    private static ValueInfoProto Value(string name, DataType type, params long[] shape)
    {
        var dimensions = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "batch" } } };
        dimensions.Dim.Add(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
