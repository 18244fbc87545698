using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Runtime.Bundles;

namespace Graft.Runtime.Teaching;

/// <summary>
/// The last layer of an ONNX classifier, as Graft writes it: <c>logits</c> are the output of one Gemm with a kernel and a bias.
/// Another head is put into its place; all else stays as it is. The numbers below are those of ONNX's own description.
/// </summary>
internal static class OnnxHead
{
    private const int ModelGraph = 7;
    private const int ModelProperties = 14;
    private const int PropertyKey = 1;
    private const int PropertyValue = 2;
    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int GraphOutput = 12;
    private const int NodeInput = 1;
    private const int NodeOutput = 2;
    private const int NodeOperator = 4;
    private const int NodeAttribute = 5;
    private const int TensorDimensions = 1;
    private const int TensorType = 2;
    private const int TensorName = 8;
    private const int TensorBytes = 9;
    private const int ValueName = 1;
    private const int ValueType = 2;
    private const long Float = 1;

    /// <summary>The model with another head.</summary>
    /// <param name="model">The bytes of its file.</param>
    /// <param name="head">The head, on what the old one sees.</param>
    /// <param name="labels">The names of its classes.</param>
    /// <exception cref="InvalidDataException">The model's head is no such layer; half a sentence says why.</exception>
    public static byte[] Replace(ReadOnlyMemory<byte> model, FloatHead head, IReadOnlyList<string> labels)
    {
        var fields = ProtobufMessage.Read(model);
        var graphs = fields.Where(field => field.Number == ModelGraph).ToList();
        if (graphs is not [var graph])
            throw new InvalidDataException("it has no graph");
        var names = JsonSerializer.Serialize([.. labels], BundleJson.Default.StringArray);
        return ProtobufMessage.Of(stream =>
        {
            foreach (var field in fields)
                if (field.Number == ModelGraph)
                    ProtobufMessage.Write(stream, ModelGraph, Graph(ProtobufMessage.Read(graph.Content), head));
                else if (field.Number == ModelProperties && IsNamed(field, PropertyKey, OnnxNames.LabelsProperty))
                    ProtobufMessage.Write(stream, ModelProperties, ProtobufMessage.Of(property =>
                    {
                        ProtobufMessage.Write(property, PropertyKey, OnnxNames.LabelsProperty);
                        ProtobufMessage.Write(property, PropertyValue, names);
                    }));
                else
                    stream.Write(field.Whole.Span);
        });
    }

    private static byte[] Graph(IReadOnlyList<ProtobufField> graph, FloatHead head)
    {
        var (kernel, bias) = LastLayer([.. graph.Where(field => field.Number == GraphNode).Select(Node)]);
        var replaced = 0;
        var bytes = ProtobufMessage.Of(stream =>
        {
            foreach (var field in graph)
                if (field.Number == GraphInitializer && IsNamed(field, TensorName, kernel))
                {
                    CheckKernel(field, head);
                    WriteTensor(stream, kernel, head.Kernel, head.Features, head.Classes);
                    replaced++;
                }
                else if (field.Number == GraphInitializer && IsNamed(field, TensorName, bias))
                {
                    WriteTensor(stream, bias, head.Bias, head.Classes);
                    replaced++;
                }
                else if (field.Number == GraphOutput && IsNamed(field, ValueName, OnnxNames.Probabilities))
                    WriteOutput(stream, OnnxNames.Probabilities, head.Classes);
                else if (field.Number == GraphOutput && IsNamed(field, ValueName, OnnxNames.Logits))
                    WriteOutput(stream, OnnxNames.Logits, head.Classes);
                else
                    stream.Write(field.Whole.Span);
        });
        return replaced == 2 ? bytes : throw new InvalidDataException("its last layer has no kernel and bias of its own");
    }

    // The names of the kernel and the bias.
    private static (string Kernel, string Bias) LastLayer(IReadOnlyList<OnnxNode> nodes)
    {
        var last = Producer(OnnxNames.Logits);
        while (last is { Operator: "Identity", Inputs: [var input] })
            last = Producer(input);
        return last is { Operator: "Gemm", Inputs: [_, var kernel, var bias], HasAttributes: false }
            ? (kernel, bias)
            : throw new InvalidDataException("its logits are not the output of a dense layer in single precision");

        OnnxNode? Producer(string value) => nodes.FirstOrDefault(node => node.Outputs.Contains(value));
    }

    private static OnnxNode Node(ProtobufField field)
    {
        var fields = ProtobufMessage.Read(field.Content);
        return new OnnxNode(
            fields.FirstOrDefault(part => part.Number == NodeOperator).Text,
            [.. fields.Where(part => part.Number == NodeInput).Select(part => part.Text)],
            [.. fields.Where(part => part.Number == NodeOutput).Select(part => part.Text)],
            fields.Any(part => part.Number == NodeAttribute));
    }

    private static void CheckKernel(ProtobufField tensor, FloatHead head)
    {
        var fields = ProtobufMessage.Read(tensor.Content);
        var shape = ProtobufMessage.Numbers(fields.Where(field => field.Number == TensorDimensions));
        var type = fields.FirstOrDefault(field => field.Number == TensorType).Number64;
        if (shape is not [var features, _] || features != head.Features || type != Float)
            throw new InvalidDataException(
                $"its last layer's kernel is [{string.Join(", ", shape)}] where there are {head.Features} features");
    }

    private static void WriteTensor(Stream stream, string name, float[] values, params ReadOnlySpan<int> shape)
    {
        using var tensor = new MemoryStream();
        foreach (var size in shape)
            ProtobufMessage.Write(tensor, TensorDimensions, size);
        ProtobufMessage.Write(tensor, TensorType, Float);
        ProtobufMessage.Write(tensor, TensorName, name);
        ProtobufMessage.Write(tensor, TensorBytes, MemoryMarshal.AsBytes(values.AsSpan()));
        ProtobufMessage.Write(stream, GraphInitializer, tensor.ToArray());
    }

    // float32 [batch, classes], the batch open.
    private static void WriteOutput(Stream stream, string name, int classes)
    {
        var shape = ProtobufMessage.Of(dimensions =>
        {
            ProtobufMessage.Write(dimensions, 1, ProtobufMessage.Of(dimension => ProtobufMessage.Write(dimension, 2, "batch")));
            ProtobufMessage.Write(dimensions, 1, ProtobufMessage.Of(dimension => ProtobufMessage.Write(dimension, 1, classes)));
        });
        var tensor = ProtobufMessage.Of(type =>
        {
            ProtobufMessage.Write(type, 1, Float);
            ProtobufMessage.Write(type, 2, shape);
        });
        ProtobufMessage.Write(stream, GraphOutput, ProtobufMessage.Of(value =>
        {
            ProtobufMessage.Write(value, ValueName, name);
            ProtobufMessage.Write(value, ValueType, ProtobufMessage.Of(type => ProtobufMessage.Write(type, 1, tensor)));
        }));
    }

    private static bool IsNamed(ProtobufField message, int number, string name) =>
        ProtobufMessage.Read(message.Content).Any(field => field.Number == number && field.Text == name);

    private sealed record OnnxNode(string Operator, string[] Inputs, string[] Outputs, bool HasAttributes);
}
