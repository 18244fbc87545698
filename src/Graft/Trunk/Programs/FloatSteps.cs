using Graft.Engine;
using Graft.Operations;
using static Graft.Trunk.Programs.ScriptSource;
using static TorchSharp.torch;
using Convolution = Graft.Operations.Convolution;

namespace Graft.Trunk.Programs;

/// <summary>
/// Writes primitive operations as TorchScript. Maps are computed in one type, vectors always in float32: they are small, and
/// what is pooled into them keeps all its digits.
/// </summary>
/// <param name="source">Where the steps go.</param>
/// <param name="batch">Samples in a batch.</param>
/// <param name="type">What maps are computed in: float32 or bfloat16.</param>
internal sealed class FloatSteps(ScriptSource source, int batch, ScalarType type)
{
    // Below what any network computes, and still a number in bfloat16.
    private const double BelowAll = -3e38;

    private const int MostChannelsOfPictures = 4;

    private readonly Dictionary<Value, string> names = [];

    /// <summary>Says which expression, in float32, a value is.</summary>
    public void BindFloat(Value value, string name) =>
        names[value] = TypeOf(value) == ScalarType.Float32 ? name : source.Assign(To(name, TypeOf(value)));

    /// <summary>The expression of a value in float32.</summary>
    public string Float(Value value) =>
        TypeOf(value) == ScalarType.Float32 ? names[value] : To(names[value], ScalarType.Float32);

    /// <summary>Writes one operation; what it reads has been written or bound before.</summary>
    public void Write(Operation operation) => names[operation.Output] = source.Assign(operation switch
    {
        FusedConvolution fused => Convolve(fused),
        Convolution convolution => ConvolveOneChannel(convolution),
        MatrixProduct product => Multiply(product),
        ChannelAffine affine => Affine(affine),
        LayerNormalize normalize => NormalizeLayer(normalize),
        Elementwise elementwise => Apply(elementwise),
        Normalize normalize => Distribution(normalize),
        Pool pool => Pooling(pool),
        GlobalPool pool => GlobalPooling(pool),
        Binary { Kind: BinaryKind.Add } sum => $"torch.add({names[sum.Left]}, {names[sum.Right]})",
        Binary product => $"torch.mul({names[product.Left]}, {names[product.Right]})",
        Concatenation parts => $"torch.cat([{string.Join(", ", parts.Inputs.Select(part => names[part]))}], {Axis(parts)})",
        Reshaping reshaping => Reshape(reshaping),
        Transposition transposition => Transpose(transposition),
        ZeroPad pad => Pad(Input(pad), pad.Margins, 0),
        Slice slice => $"torch.slice({Input(slice)}, {Layout.Axis(slice.Axis, slice.Output.Shape.Rank)}, {slice.Start}, "
            + $"{slice.Start + slice.Output.Shape[slice.Axis]}, 1)",
        Upsample upsample => Enlarge(upsample),
        ResponseNormalize normalize => NormalizeResponses(normalize),
        Attention attention => Attend(attention),
        StepsInFront steps => $"torch.cat([{Batched(steps.First)}, {Input(steps)}], 1)",
        ConstantSum sum => $"torch.add({Input(sum)}, {source.Constant(sum.Summand.detach().to(TypeOf(sum.Output)))})",
        _ => throw new TrunkProgramException($"the operation {operation.GetType().Name} has no form in TorchScript"),
    });

    /// <summary>A map with constants around it.</summary>
    public static string Pad(string map, Margins margins, double value) => margins == Margins.None
        ? map
        : $"torch.constant_pad_nd({map}, {List(margins.Left, margins.Right, margins.Top, margins.Bottom)}, {Number(value)})";

    /// <summary>The shape of a map with margins around it.</summary>
    public static Shape Padded(Shape map, Margins margins) =>
        new(map[0] + margins.Top + margins.Bottom, map[1] + margins.Left + margins.Right, map[2]);

    private string Input(Operation operation) => names[operation.Inputs[0]];

    private ScalarType TypeOf(Value value) => value.Shape.Rank == 1 ? ScalarType.Float32 : type;

    private string Convolve(FusedConvolution operation)
    {
        var convolution = EvenPadding.Of(operation.Convolution);
        var window = convolution.Window;
        var input = names[convolution.Inputs[0]];
        var padding = new Size2D(window.Padding.Top, window.Padding.Left);
        var shape = convolution.Inputs[0].Shape;
        if (!window.Padding.IsSymmetric)
        {
            input = Pad(input, window.Padding, 0);
            shape = Padded(shape, window.Padding);
            padding = new Size2D(0, 0);
        }
        var place = $"{List(padding.Height, padding.Width)}, {List(window.Strides.Height, window.Strides.Width)}, "
            + $"{List(window.Dilation.Height, window.Dilation.Width)}, {convolution.Groups}";
        var size = List(batch, shape[2], shape[0], shape[1]);
        var kernel = source.Packed(Typed(convolution.Kernel), raw =>
            $"ops.mkldnn._reorder_convolution_weight({raw}, {place}, {size})");
        // A bias in all its digits: rounded, it would shift every picture alike. With a summand oneDNN takes the maps' type alone.
        var bias = convolution.Bias is { } values
            ? source.Constant(operation.Summand is null ? values.detach().to(ScalarType.Float32) : Typed(values))
            : "None";
        var activation = operation.Activation is { } function
            ? FusedActivation.Of(function, operation.Summand is not null)!
            : FusedActivation.None;
        var constants = $"annotate(List[Optional[number]], [{string.Join(", ", activation.Constants.Select(Number))}])";
        return operation.Summand is { } summand
            ? $"ops.mkldnn._convolution_pointwise({input}, {names[summand]}, {kernel}, {bias}, {place}, \"add\", 1.0, "
                + $"{(operation.Activation is null ? "None" : $"\"{activation.Name}\"")}, {constants}, None)"
            : $"ops.mkldnn._convolution_pointwise({input}, {kernel}, {bias}, {place}, \"{activation.Name}\", {constants}, "
                + $"\"{activation.Algorithm}\")";
    }

    // libtorch 2.10 gives wrong numbers for one channel in channels-last strides; in plain strides all is right.
    private string ConvolveOneChannel(Convolution operation)
    {
        var window = operation.Window;
        var map = Padded(operation.Inputs[0].Shape, window.Padding);
        var (height, width) = (map[0], map[1]);
        var padded = $"torch.contiguous({Pad(Input(operation), window.Padding, 0)})";
        var input = $"torch.as_strided({padded}, {List(batch, 1, height, width)}, "
            + $"{List(height * width, height * width, width, 1)})";
        var kernel = source.Constant(Layout.PlainOneChannel(Typed(operation.Kernel)));
        var bias = operation.Bias is { } values ? source.Constant(Typed(values)) : "None";
        return $"torch.contiguous(torch.conv2d({input}, {kernel}, {bias}, "
            + $"{List(window.Strides.Height, window.Strides.Width)}, [0, 0], "
            + $"{List(window.Dilation.Height, window.Dilation.Width)}, {operation.Groups}), memory_format=2)";
    }

    private string Apply(Elementwise operation)
    {
        // It weighs whole channels, and its three steps would each round.
        var isExact = operation.Function == ElementwiseFunction.HardSigmoid && TypeOf(operation.Output) != ScalarType.Float32;
        var input = isExact ? source.Assign(To(Input(operation), ScalarType.Float32)) : Input(operation);
        var result = ScriptFunctions.Write(operation, input, name => source.Assign(name));
        return isExact ? To(result, type) : result;
    }

    private string Multiply(MatrixProduct operation)
    {
        var (input, output) = (operation.Inputs[0], operation.Output);
        var kernel = source.Constant(Typed(operation.Kernel).t().contiguous());
        var bias = operation.Bias is { } values ? source.Constant(Typed(values)) : "None";
        var given = TypeOf(input) == type ? names[input] : To(names[input], type);
        var product = $"torch.linear({given}, {kernel}, {bias})";
        return TypeOf(output) == type ? product : To(product, TypeOf(output));
    }

    private string Affine(ChannelAffine operation)
    {
        var (shape, typeOfResult) = (operation.Output.Shape, TypeOf(operation.Output));
        var rank = shape.Rank;
        // A picture's normalization, and the scale of what weighs whole channels: next to nothing, and what they lose no layer gets
        // back.
        var isSmall = rank == 3 && (shape.Channels <= MostChannelsOfPictures || shape[0] * shape[1] == 1);
        var inside = isSmall ? ScalarType.Float32 : typeOfResult;
        var input = inside == typeOfResult ? Input(operation) : To(Input(operation), inside);
        var result = $"torch.add(torch.mul({input}, {PerChannel(operation.Scale)}), {PerChannel(operation.Shift)})";
        return inside == typeOfResult ? result : To(result, typeOfResult);

        string PerChannel(Tensor values)
        {
            var typed = values.detach().to(inside);
            return source.Constant(rank == 3 ? typed.reshape(1, -1, 1, 1) : typed);
        }
    }

    private string NormalizeLayer(LayerNormalize operation)
    {
        var map = operation.Output.Shape.IsMap;
        var (scale, shift) = (Vector(operation.Scale), Vector(operation.Shift));
        var input = map ? ChannelsAtEnd(Input(operation)) : Input(operation);
        var result = $"torch.layer_norm({input}, {List(operation.Output.Shape.Channels)}, {scale}, {shift}, "
            + $"{Number(operation.Epsilon)}, True)";
        return map ? ChannelsSecond(result) : result;

        string Vector(Tensor values) => source.Constant(values.detach().to(TypeOf(operation.Output)));
    }

    // Lengths in float32: squares of a whole map add up.
    private string NormalizeResponses(ResponseNormalize operation)
    {
        var input = Input(operation);
        var lengths = source.Assign($"torch.sqrt(torch.sum(torch.mul({input}, {input}), [2, 3], True, dtype=6))");
        var shares = $"torch.div({lengths}, torch.add(torch.mean({lengths}, [1], True), {Number(operation.Epsilon)}))";
        var factors = $"torch.add(torch.mul({shares}, {PerChannel(operation.Scale.to(ScalarType.Float32))}), 1.0)";
        return $"torch.add(torch.mul({input}, {To(factors, type)}), {PerChannel(Typed(operation.Shift))})";

        string PerChannel(Tensor values) => source.Constant(values.detach().reshape(1, -1, 1, 1));
    }

    private string Distribution(Normalize operation)
    {
        var axis = Layout.Axis(operation.Axis, operation.Output.Shape.Rank);
        return operation.Kind switch
        {
            NormalizeKind.Softmax => $"torch.softmax({Input(operation)}, {axis})",
            NormalizeKind.LogSoftmax => $"torch.log_softmax({Input(operation)}, {axis})",
            _ => throw new TrunkProgramException($"the function {operation.Kind} has no form in TorchScript"),
        };
    }

    private string Pooling(Pool operation)
    {
        var (window, input) = (operation.Window, Input(operation));
        var (size, strides) = (
            List(window.Size.Height, window.Size.Width), List(window.Strides.Height, window.Strides.Width));
        if (operation.Kind == PoolKind.Maximum)
        {
            var (rows, columns) = (window.Padding.Top, window.Padding.Left);
            // Beyond half a window, or unevenly, libtorch does not pad.
            var pads = window.Padding.IsSymmetric && 2 * rows <= window.Size.Height && 2 * columns <= window.Size.Width;
            var padding = pads ? List(rows, columns) : "[0, 0]";
            return $"torch.max_pool2d({(pads ? input : Pad(input, window.Padding, BelowAll))}, {size}, {strides}, {padding}, "
                + $"{List(window.Dilation.Height, window.Dilation.Width)}, False)";
        }
        var mean = $"torch.avg_pool2d({Pad(input, window.Padding, 0)}, {size}, {strides}, [0, 0], False, True, None)";
        return window.Padding == Margins.None
            ? mean
            : $"torch.mul({mean}, {source.Constant(PaddedMeans.Corrections(operation).to(type))})";
    }

    private string GlobalPooling(GlobalPool operation)
    {
        var (input, axes) = (Input(operation), operation.Inputs[0].Shape.IsMap ? "[2, 3]" : "[1]");
        return operation.Kind switch
        {
            PoolKind.Average => $"torch.mean({input}, {axes}, False, dtype=6)",
            PoolKind.Maximum => To($"torch.amax({input}, {axes}, False)", ScalarType.Float32),
            _ => Deviate(input),
        };
    }

    private string Deviate(string input)
    {
        var apart = source.Assign($"torch.sub({input}, torch.mean({input}, [2, 3], True))");
        return $"torch.sqrt(torch.mean(torch.mul({apart}, {apart}), [2, 3], False, dtype=6))";
    }

    // [batch, steps, channels] -> [batch, heads, steps, channels of a head], and back.
    private string Attend(Attention operation)
    {
        var mixed = source.Assign($"torch.scaled_dot_product_attention({Split(operation.Queries)}, {Split(operation.Keys)}, "
            + $"{Split(operation.Values)}, None, 0.0, False)");
        var (steps, channels) = (operation.Output.Shape[0], operation.Output.Shape.Channels);
        return $"torch.reshape(torch.transpose({mixed}, 1, 2), {List(batch, steps, channels)})";

        string Split(Value value) => $"torch.transpose(torch.reshape({names[value]}, "
            + $"{List(batch, value.Shape[0], operation.Heads, value.Shape.Channels / operation.Heads)}), 1, 2)";
    }

    private string Batched(Tensor steps) =>
        source.Constant(Typed(steps).unsqueeze(0).expand(batch, -1, -1).contiguous());

    private string Reshape(Reshaping operation)
    {
        var (from, to) = (operation.Inputs[0], operation.Output);
        var input = from.Shape.IsMap ? ChannelsAtEnd(Input(operation)) : Input(operation);
        if (TypeOf(from) != TypeOf(to))
            input = To(input, TypeOf(to));
        var result = $"torch.reshape({input}, {List([batch, .. to.Shape.Dimensions.Select(length => (long)length)])})";
        return to.Shape.IsMap ? ChannelsSecond(result) : result;
    }

    private static string Transpose(Transposition operation, string input)
    {
        var (from, to) = (operation.Inputs[0].Shape, operation.Output.Shape);
        var order = new long[to.Rank + 1];
        for (var axis = 0; axis < to.Rank; axis++)
            order[Layout.Axis(axis, to.Rank)] = Layout.Axis(operation.Order[axis], from.Rank);
        return $"torch.permute({input}, {List(order)})";
    }

    private string Transpose(Transposition operation) => Transpose(operation, Input(operation));

    private string Enlarge(Upsample operation)
    {
        var size = List(operation.Output.Shape[0], operation.Output.Shape[1]);
        return operation.Bilinear
            ? $"torch.upsample_bilinear2d({Input(operation)}, {size}, False, None, None)"
            : $"torch.upsample_nearest2d({Input(operation)}, {size}, None, None)";
    }

    private Tensor Typed(Tensor constant) => constant.detach().to(type);

    private static int Axis(Concatenation operation) => Layout.Axis(operation.Axis, operation.Output.Shape.Rank);

    private static string ChannelsAtEnd(string map) => $"torch.permute({map}, [0, 2, 3, 1])";

    private static string ChannelsSecond(string map) => $"torch.permute({map}, [0, 3, 1, 2])";

    private static string To(string expression, ScalarType to) => $"torch.to({expression}, {(int)to})";
}
