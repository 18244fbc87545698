using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Graft.Export.Onnx;
using AttributeType = Graft.Export.Onnx.AttributeProto.Types.AttributeType;
using DataType = Graft.Export.Onnx.TensorProto.Types.DataType;

namespace Graft.Export;

/// <summary>
/// An ONNX graph while it is built: nodes in the order in which they are added, constants, and names for all of them.
/// </summary>
/// <param name="mostConstantBytes">How many bytes all constants may have together.</param>
internal sealed class OnnxGraph(long mostConstantBytes = OnnxGraph.MostConstantBytes)
{
    // One protobuf message ends at 2 GiB; what is not constants needs far less than the rest.
    private const long MostConstantBytes = int.MaxValue - (32L << 20);

    private readonly GraphProto graph = new() { Name = "graft" };
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> reserved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> integers = new(StringComparer.Ordinal);
    private long constantBytes;

    /// <summary>Keeps a name for an output that is added later.</summary>
    public void Reserve(string name) => reserved.Add(Unique(name));

    /// <summary>Adds an input with an open batch axis.</summary>
    /// <returns>The name of its value.</returns>
    public string AddInput(string name, DataType type, IEnumerable<long> shape)
    {
        var value = Unique(name);
        graph.Input.Add(Describe(value, type, shape));
        return value;
    }

    /// <summary>Makes a value an output under a name of its own, float32 with an open batch axis.</summary>
    public void AddOutput(string name, string value, IEnumerable<long> shape)
    {
        var output = reserved.Remove(name) ? name : Unique(name);
        graph.Node.Add(new NodeProto { Name = output, OpType = "Identity", Input = { value }, Output = { output } });
        graph.Output.Add(Describe(output, DataType.Float, shape));
    }

    /// <summary>Adds a node with one output.</summary>
    /// <returns>The name of its value.</returns>
    public string Add(string type, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add(type, inputs, 1, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    /// <returns>The names of its values.</returns>
    public IReadOnlyList<string> Add(
        string type, IEnumerable<string> inputs, int outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var name = type.ToLowerInvariant();
        var node = new NodeProto { OpType = type };
        for (var i = 0; i < outputs; i++)
            node.Output.Add(Unique(name));
        node.Name = node.Output[0];
        node.Input.Add(inputs);
        foreach (var attribute in attributes)
            node.Attribute.Add(attribute);
        graph.Node.Add(node);
        return node.Output;
    }

    /// <summary>Adds a constant.</summary>
    /// <returns>The name of its value.</returns>
    /// <exception cref="OnnxException">The constants together are larger than an ONNX file can be.</exception>
    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        Count(4L * values.Length);
        return AddConstant(name, DataType.Float, MemoryMarshal.AsBytes(values), shape);
    }

    /// <summary>Adds a constant of one number.</summary>
    public string Scalar(string name, float value) => Constant(name, [value], []);

    /// <summary>Adds a constant of one code from 0 to 255.</summary>
    public string Codes(string name, byte value) => AddConstant(name, DataType.Uint8, [value], []);

    /// <summary>Adds a constant of codes of 8 bits.</summary>
    public string Codes(string name, ReadOnlySpan<sbyte> values, params ReadOnlySpan<long> shape)
    {
        Count(values.Length);
        return AddConstant(name, DataType.Int8, MemoryMarshal.AsBytes(values), shape);
    }

    /// <summary>Adds a constant of codes of 32 bits.</summary>
    public string Codes(string name, ReadOnlySpan<int> values, params ReadOnlySpan<long> shape)
    {
        Count(4L * values.Length);
        return AddConstant(name, DataType.Int32, MemoryMarshal.AsBytes(values), shape);
    }

    /// <summary>A list of whole numbers, as shapes, axes and pads are given; equal ones are kept once.</summary>
    /// <returns>The name of its value.</returns>
    public string Integers(params ReadOnlySpan<long> values)
    {
        var key = string.Join(",", values.ToArray());
        if (!integers.TryGetValue(key, out var name))
            integers[key] = name = AddConstant("integers", DataType.Int64, MemoryMarshal.AsBytes(values), [values.Length]);
        return name;
    }

    /// <summary>The finished graph.</summary>
    public GraphProto ToProto() => graph;

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    public static AttributeProto Attribute(string name, float value) =>
        new() { Name = name, Type = AttributeType.Float, F = value };

    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Attribute(string name, IEnumerable<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    private void Count(long bytes)
    {
        constantBytes += bytes;
        if (constantBytes > mostConstantBytes)
            throw new OnnxException("The model has more than 2 GiB of weights; that is where one ONNX file ends.");
    }

    private string AddConstant(string name, DataType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("ONNX files are written on little-endian machines alone.");
        var value = Unique(name);
        var tensor = new TensorProto { Name = value, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.Add(shape.ToArray());
        graph.Initializer.Add(tensor);
        return value;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var number = 1; !names.Add(unique); number++)
            unique = name + "_" + number.ToString(CultureInfo.InvariantCulture);
        return unique;
    }

    private static ValueInfoProto Describe(string name, DataType type, IEnumerable<long> shape)
    {
        var dimensions = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "batch" } } };
        dimensions.Dim.Add(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }
}
