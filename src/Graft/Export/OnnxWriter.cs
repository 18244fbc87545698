using Google.Protobuf;
using Graft.Export.Onnx;
using Graft.Operations;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Trunk.Quantization;
using DataType = Graft.Export.Onnx.TensorProto.Types.DataType;

namespace Graft.Export;

/// <summary>
/// Writes a network's inference as an ONNX model (IR version 8, opset 17). Only the batch axis is open. Inside, maps are
/// <c>[batch, channels, height, width]</c>; from outside everything is channels last, as everywhere in Graft.
/// </summary>
public static class OnnxWriter
{
    private const long IrVersion = 8;
    private const long Opset = 17;

    /// <summary>
    /// Writes an image classifier: <c>pixels</c>, uint8 <c>[batch, height, width, 3]</c>, red first, after resize and
    /// crop, go in; the
    /// normalisation lies inside; <c>probabilities</c> and <c>logits</c>, float32 <c>[batch, classes]</c>, come out, and
    /// <c>features</c>, float32 <c>[batch, features]</c>, where they are asked for.
    /// </summary>
    /// <param name="operations">
    /// One input, a picture's normalised values; one output, a softmax or the values before one, and, where they shall come out
    /// as well, the features behind it.
    /// </param>
    /// <param name="preprocessing">How the values are made from pixels.</param>
    /// <param name="labels">The names of the classes, in the order of the output.</param>
    /// <param name="weights">The hash of the published weights it stands on; null where there are none.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="OnnxException">The operations are no such classifier, or cannot be written in one ONNX file.</exception>
    public static byte[] WriteClassifier(
        OperationGraph operations, Preprocessing preprocessing, IReadOnlyList<string> labels, ContentHash? weights = null)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(labels);
        return WriteClassifier(
            operations, preprocessing, labels, weights, (_, translator) => translator.Write(operations));
    }

    /// <summary>Writes an image classifier of which a part is computed in 8 bits.</summary>
    /// <exception cref="OnnxException">The operations are no such classifier, or cannot be written in one ONNX file.</exception>
    internal static byte[] WriteClassifier(
        IntegerGraph network, Preprocessing preprocessing, IReadOnlyList<string> labels, ContentHash? weights) => WriteClassifier(
            network.Graph, preprocessing, labels, weights,
            (graph, translator) => new OnnxIntegerTranslator(graph, translator, network).Write());

    private static byte[] WriteClassifier(
        OperationGraph operations, Preprocessing preprocessing, IReadOnlyList<string> labels, ContentHash? weights,
        Action<OnnxGraph, OnnxTranslator> write)
    {
        Check(operations, preprocessing, labels);
        var graph = new OnnxGraph();
        var translator = new OnnxTranslator(graph);
        var pixels = graph.AddInput(OnnxNames.Pixels, DataType.Uint8, [preprocessing.InputHeight, preprocessing.InputWidth, 3]);
        translator.Bind(operations.Inputs[0], OnnxNormalization.Add(graph, pixels, preprocessing));

        var output = operations.Outputs[0];
        var last = operations.Operations.LastOrDefault(operation => operation.Output == output);
        var isSoftmax = last is Normalize { Kind: NormalizeKind.Softmax };
        write(graph, translator);
        var probabilities = isSoftmax ? translator[output] : graph.Add("Softmax", [translator[output]]);
        graph.AddOutput(OnnxNames.Probabilities, probabilities, [labels.Count]);
        graph.AddOutput(OnnxNames.Logits, translator[isSoftmax ? last!.Inputs[0] : output], [labels.Count]);
        if (operations.Outputs is [_, var features])
            graph.AddOutput(OnnxNames.Features, translator[features], [features.Shape.Channels]);
        return Bytes(graph, OnnxProperties.Of(labels, preprocessing, weights));
    }

    /// <summary>Writes any network: all its inputs and outputs float32, channels last, under their own names.</summary>
    /// <param name="operations">What is written.</param>
    /// <param name="inputs">A name for each input.</param>
    /// <param name="outputs">A name for each output.</param>
    /// <param name="quantization">How it is computed in 8 bits; null for float.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="OnnxException">The operations cannot be written in one ONNX file.</exception>
    public static byte[] WriteModel(
        OperationGraph operations, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs,
        TrunkQuantization? quantization = null)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count != operations.Inputs.Count || outputs.Count != operations.Outputs.Count)
            throw new ArgumentException(
                $"The network has {operations.Inputs.Count} inputs and {operations.Outputs.Count} outputs; "
                + $"{inputs.Count} and {outputs.Count} names were given.");
        using var scope = TorchSharp.torch.NewDisposeScope();
        var integers = quantization is null ? null : IntegerGraph.Of(operations, quantization, (_, values) => values);
        operations = integers?.Graph ?? operations;
        var graph = new OnnxGraph();
        var translator = new OnnxTranslator(graph);
        // Outputs keep their names even where an input is called the same.
        foreach (var output in outputs)
            graph.Reserve(output);
        foreach (var (value, name) in operations.Inputs.Zip(inputs))
        {
            var given = graph.AddInput(name, DataType.Float, OnnxLayout.Logical(value.Shape));
            translator.Bind(value, value.Shape.IsMap ? OnnxLayout.ToMap(graph, given) : given);
        }
        if (integers is null)
            translator.Write(operations);
        else
            new OnnxIntegerTranslator(graph, translator, integers).Write();
        foreach (var (value, name) in operations.Outputs.Zip(outputs))
        {
            var result = value.Shape.IsMap ? OnnxLayout.FromMap(graph, translator[value]) : translator[value];
            graph.AddOutput(name, result, OnnxLayout.Logical(value.Shape));
        }
        return Bytes(graph, []);
    }

    private static void Check(OperationGraph operations, Preprocessing preprocessing, IReadOnlyList<string> labels)
    {
        var input = new Shape(preprocessing.InputHeight, preprocessing.InputWidth, 3);
        if (operations.Inputs is not [var only] || !only.Shape.Equals(input))
            throw new OnnxException($"An image classifier has one input of shape {input}; "
                + $"this network has {Shapes(operations.Inputs)}.");
        var output = new Shape(labels.Count);
        if (operations.Outputs is not [var result, ..] || !result.Shape.Equals(output)
            || operations.Outputs.Skip(1).ToList() is not ([] or [{ Shape.Rank: 1 }]))
            throw new OnnxException($"A classifier of {labels.Count} classes has one output of shape {output}; "
                + $"this network has {Shapes(operations.Outputs)}.");
        var last = operations.Operations.LastOrDefault(operation => operation.Output == result);
        if (last is Elementwise or Normalize { Kind: NormalizeKind.Sparsemax })
            throw new OnnxException("An image classifier ends in a softmax, or in the values before one; "
                + "this network ends in another activation.");
    }

    private static string Shapes(IReadOnlyList<Value> values) =>
        string.Join(" and ", values.Select(value => value.Shape.ToString()));

    private static byte[] Bytes(OnnxGraph graph, IEnumerable<KeyValuePair<string, string>> properties)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = Product.Name,
            ProducerVersion = Product.Version,
            Graph = graph.ToProto(),
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
        };
        foreach (var (key, value) in properties)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model.ToByteArray();
    }
}
