using System.Runtime.InteropServices;
using Graft.Operations;
using static Graft.Export.OnnxGraph;
using static TorchSharp.torch;
using Convolution = Graft.Operations.Convolution;

namespace Graft.Export;

/// <summary>Writes primitive operations into an ONNX graph, one after another.</summary>
internal sealed class OnnxTranslator(OnnxGraph graph)
{
    // The smallest number above zero that is not denormal.
    private const float AlmostZero = 1.1754944e-38f;

    private readonly Dictionary<Value, string> names = [];
    private readonly HashSet<Value> pooled = [];

    /// <summary>Says which ONNX value an input of the operations is.</summary>
    public void Bind(Value value, string name) => names[value] = name;

    /// <summary>The ONNX value that a value of the operations became.</summary>
    public string this[Value value] => names[value];

    /// <summary>Writes all operations; the inputs have been bound before.</summary>
    public void Write(OperationGraph operations)
    {
        Prepare(operations);
        foreach (var operation in operations.Operations)
            Write(operation);
    }

    /// <summary>Looks at all operations before the first one is written.</summary>
    public void Prepare(OperationGraph operations) =>
        pooled.UnionWith(operations.Operations.OfType<Pool>().Select(pool => pool.Inputs[0]));

    /// <summary>Writes one operation; what it reads has been written or bound before.</summary>
    public void Write(Operation operation)
    {
        using var scope = NewDisposeScope();
        names[operation.Output] = operation switch
        {
            Convolution convolution => Convolve(convolution),
            MatrixProduct product => Multiply(product),
            ChannelAffine affine => Affine(affine),
            LayerNormalize normalize => NormalizeLayer(normalize),
            Elementwise elementwise => OnnxElementwise.Add(graph, elementwise, Input(operation)),
            Normalize normalize => Distribution(normalize),
            Pool pool => Pooling(pool),
            GlobalPool pool => GlobalPooling(pool),
            Binary binary => graph.Add(binary.Kind == BinaryKind.Add ? "Add" : "Mul", [names[binary.Left], names[binary.Right]]),
            Concatenation concatenation => Concatenate(concatenation),
            Reshaping reshaping => Reshape(reshaping),
            Transposition transposition => Transpose(transposition),
            ZeroPad pad => Pad(pad),
            Slice slice => Cut(slice),
            Upsample upsample => Enlarge(upsample),
            ResponseNormalize normalize => NormalizeResponses(normalize),
            Attention attention => OnnxAttention.Add(graph, attention, value => names[value]),
            StepsInFront steps => PutInFront(steps),
            ConstantSum sum => graph.Add("Add", [Input(sum), Constant("summand", sum.Summand)]),
            _ => throw new OnnxException($"The operation {operation.GetType().Name} cannot be written as ONNX."),
        };
    }

    private string Input(Operation operation) => names[operation.Inputs[0]];

    private string Convolve(Convolution operation)
    {
        string[] inputs = [Input(operation), Constant("kernel", operation.Kernel)];
        if (operation.Bias is { } bias)
            inputs = [.. inputs, Constant("bias", bias)];
        return graph.Add("Conv", inputs, Attributes(operation));
    }

    private string Multiply(MatrixProduct operation)
    {
        string[] factors = [Input(operation), Constant("kernel", operation.Kernel)];
        string[] summand = operation.Bias is { } bias ? [Constant("bias", bias)] : [];
        if (operation.Inputs[0].Shape.Rank == 1)
            return graph.Add("Gemm", [.. factors, .. summand]);
        var product = graph.Add("MatMul", factors);
        return summand.Length > 0 ? graph.Add("Add", [product, .. summand]) : product;
    }

    private string Affine(ChannelAffine operation)
    {
        var shape = OnnxLayout.PerChannel(operation.Output.Shape);
        var scaled = graph.Add("Mul", [Input(operation), Constant("scale", operation.Scale, shape)]);
        return graph.Add("Add", [scaled, Constant("shift", operation.Shift, shape)]);
    }

    private string NormalizeLayer(LayerNormalize operation)
    {
        var map = operation.Output.Shape.IsMap;
        var input = map ? OnnxLayout.FromMap(graph, Input(operation)) : Input(operation);
        var normalized = graph.Add("LayerNormalization",
            [input, Constant("scale", operation.Scale), Constant("shift", operation.Shift)],
            Attribute("axis", -1), Attribute("epsilon", (float)operation.Epsilon));
        return map ? OnnxLayout.ToMap(graph, normalized) : normalized;
    }

    private string NormalizeResponses(ResponseNormalize operation)
    {
        var perChannel = OnnxLayout.PerChannel(operation.Output.Shape);
        var lengths = graph.Add("ReduceL2", [Input(operation)], Attribute("axes", [2, 3]));
        var mean = graph.Add("ReduceMean", [lengths], Attribute("axes", [1]));
        var shares = graph.Add("Div", [lengths, graph.Add("Add", [mean, graph.Scalar("epsilon", (float)operation.Epsilon)])]);
        var weighed = graph.Add("Mul", [shares, Constant("scale", operation.Scale, perChannel)]);
        var factors = graph.Add("Add", [weighed, graph.Scalar("one", 1f)]);
        var scaled = graph.Add("Mul", [Input(operation), factors]);
        return graph.Add("Add", [scaled, Constant("shift", operation.Shift, perChannel)]);
    }

    private string Distribution(Normalize operation)
    {
        var shape = operation.Output.Shape;
        var axis = OnnxLayout.Axis(shape, operation.Axis);
        return operation.Kind switch
        {
            NormalizeKind.Softmax => graph.Add("Softmax", [Input(operation)], Attribute("axis", axis)),
            NormalizeKind.LogSoftmax => graph.Add("LogSoftmax", [Input(operation)], Attribute("axis", axis)),
            NormalizeKind.Sparsemax => OnnxSparsemax.Add(graph, Input(operation), axis, shape.Rank + 1, shape[operation.Axis]),
            _ => throw new OnnxException($"The function {operation.Kind} cannot be written as ONNX."),
        };
    }

    private string Pooling(Pool operation)
    {
        if (operation.Window.Dilation is not (1, 1))
            throw new OnnxException("A pooling with dilation cannot be written as ONNX.");
        var attributes = Attributes(operation.Window);
        return operation.Kind == PoolKind.Maximum
            ? graph.Add("MaxPool", [Input(operation)], attributes)
            : graph.Add("AveragePool", [Input(operation)], [.. attributes, Attribute("count_include_pad", 0)]);
    }

    private string GlobalPooling(GlobalPool operation)
    {
        if (!operation.Inputs[0].Shape.IsMap)
            return graph.Add(
                operation.Kind == PoolKind.Maximum ? "ReduceMax" : "ReduceMean", [Input(operation)],
                Attribute("axes", [1]), Attribute("keepdims", 0));
        var pooled = operation.Kind switch
        {
            PoolKind.Maximum => graph.Add("GlobalMaxPool", [Input(operation)]),
            PoolKind.Average => graph.Add("GlobalAveragePool", [Input(operation)]),
            _ => Deviation(operation),
        };
        return graph.Add("Flatten", [pooled], Attribute("axis", 1));
    }

    // Length of what is apart from the mean, over the root of the number of places.
    private string Deviation(GlobalPool operation)
    {
        var map = operation.Inputs[0].Shape;
        var apart = graph.Add("Sub", [Input(operation), graph.Add("GlobalAveragePool", [Input(operation)])]);
        var length = graph.Add("ReduceL2", [apart], Attribute("axes", [2, 3]), Attribute("keepdims", 1));
        return graph.Add("Mul", [length, graph.Scalar("share", (float)(1 / Math.Sqrt(map[0] * (double)map[1])))]);
    }

    // The batch is open, so the constant is stretched to what comes in.
    private string PutInFront(StepsInFront operation)
    {
        var batch = graph.Add("Shape", [Input(operation)], Attribute("start", 0), Attribute("end", 1));
        var shape = graph.Add("Concat", [batch, graph.Integers(operation.First.shape)], Attribute("axis", 0));
        var first = graph.Add("Expand", [Constant("first_steps", operation.First), shape]);
        return graph.Add("Concat", [first, Input(operation)], Attribute("axis", 1));
    }

    private string Concatenate(Concatenation operation) =>
        graph.Add("Concat", operation.Inputs.Select(value => names[value]),
            Attribute("axis", OnnxLayout.Axis(operation.Output.Shape, operation.Axis)));

    private string Reshape(Reshaping operation)
    {
        var (from, to) = (operation.Inputs[0].Shape, operation.Output.Shape);
        var input = from.IsMap ? OnnxLayout.FromMap(graph, Input(operation)) : Input(operation);
        // 0 keeps the open batch.
        var reshaped = graph.Add("Reshape", [input, graph.Integers([0, .. OnnxLayout.Logical(to)])]);
        return to.IsMap ? OnnxLayout.ToMap(graph, reshaped) : reshaped;
    }

    private string Transpose(Transposition operation)
    {
        var (from, to) = (operation.Inputs[0].Shape, operation.Output.Shape);
        var order = new long[to.Rank + 1];
        for (var axis = 0; axis < to.Rank; axis++)
            order[OnnxLayout.Axis(to, axis)] = OnnxLayout.Axis(from, operation.Order[axis]);
        return graph.Add("Transpose", [Input(operation)], Attribute("perm", order));
    }

    private string Pad(ZeroPad operation)
    {
        var margins = operation.Margins;
        var pads = graph.Integers(0, 0, margins.Top, margins.Left, 0, 0, margins.Bottom, margins.Right);
        string[] inputs = [Input(operation), pads];
        // ONNX Runtime (seen in 1.31) folds zeros into a pooling behind them, whose own padding does not count as zeros:
        // a maximum
        // below zero comes out. It leaves other numbers alone.
        if (pooled.Contains(operation.Output))
            inputs = [.. inputs, graph.Scalar("almost_zero", AlmostZero)];
        return graph.Add("Pad", inputs);
    }

    private string Cut(Slice operation)
    {
        var length = operation.Output.Shape[operation.Axis];
        var axis = OnnxLayout.Axis(operation.Output.Shape, operation.Axis);
        return graph.Add("Slice",
            [Input(operation), graph.Integers(operation.Start), graph.Integers(operation.Start + length), graph.Integers(axis)]);
    }

    private string Enlarge(Upsample operation)
    {
        var scales = graph.Constant("scales", [1f, 1f, operation.Factor.Height, operation.Factor.Width], 4);
        string[] inputs = [Input(operation), "", scales];
        return operation.Bilinear
            ? graph.Add("Resize", inputs,
                Attribute("mode", "linear"),
                Attribute("coordinate_transformation_mode", "half_pixel"))
            : graph.Add("Resize", inputs,
                Attribute("mode", "nearest"),
                Attribute("coordinate_transformation_mode", "asymmetric"),
                Attribute("nearest_mode", "floor"));
    }

    private string Constant(string name, Tensor tensor, params long[] shape) => Constant(graph, name, tensor, shape);

    /// <summary>Adds a tensor as a constant, under its own shape where no other is given.</summary>
    public static string Constant(OnnxGraph graph, string name, Tensor tensor, params long[] shape)
    {
        var values = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return graph.Constant(name, MemoryMarshal.Cast<byte, float>(values.bytes), shape.Length > 0 ? shape : tensor.shape);
    }

    /// <summary>The attributes of a convolution.</summary>
    public static Onnx.AttributeProto[] Attributes(Convolution operation) =>
        [.. Attributes(operation.Window), Dilations(operation.Window), Attribute("group", operation.Groups)];

    private static Onnx.AttributeProto[] Attributes(Window window)
    {
        var (size, strides, padding) = (window.Size, window.Strides, window.Padding);
        return
        [
            Attribute("kernel_shape", [size.Height, size.Width]),
            Attribute("strides", [strides.Height, strides.Width]),
            Attribute("pads", [padding.Top, padding.Left, padding.Bottom, padding.Right]),
        ];
    }

    private static Onnx.AttributeProto Dilations(Window window) =>
        Attribute("dilations", [window.Dilation.Height, window.Dilation.Width]);
}
