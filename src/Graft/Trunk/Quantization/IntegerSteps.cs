using Graft.Operations;
using Graft.Trunk.Programs;
using static Graft.Trunk.Programs.ScriptSource;
using static TorchSharp.torch;

namespace Graft.Trunk.Quantization;

/// <summary>
/// Writes a fused graph as TorchScript that computes in 8 bits where a plan says so (oneDNN's quantised convolutions and matrix
/// products: codes from 0 to 255 for values, from -127 to 127 for weights with a scale for each output channel), and in float
/// elsewhere. Between two such operations values stay codes.
/// </summary>
/// <param name="source">Where the steps go.</param>
/// <param name="batch">Samples in a batch.</param>
/// <param name="type">What everything else is computed in.</param>
/// <param name="plan">Which operations are computed in 8 bits.</param>
/// <param name="ranges">For each value of the plan what its codes stand for.</param>
internal sealed class IntegerSteps(
    ScriptSource source, int batch, ScalarType type, QuantizationPlan plan, IReadOnlyDictionary<Value, QuantizedRange> ranges)
{
    private readonly FloatSteps floats = new(source, batch, type);
    private readonly HashSet<Value> inFloat = [];
    private readonly Dictionary<Value, string> codes = [];

    /// <summary>Says which expression, in float32, a value is.</summary>
    public void BindFloat(Value value, string name)
    {
        floats.BindFloat(value, name);
        inFloat.Add(value);
    }

    /// <summary>The expression of a value in float32.</summary>
    public string Float(Value value)
    {
        EnsureFloat(value);
        return floats.Float(value);
    }

    /// <summary>Writes one operation; what it reads has been written or bound before.</summary>
    public void Write(Operation operation)
    {
        switch (operation)
        {
            case FusedConvolution convolution when plan.Covers(convolution):
                Convolve(convolution);
                break;
            case MatrixProduct product when plan.Covers(product):
                Multiply(product);
                break;
            case Pool pool when QuantizationPlan.OnCodes(pool) && ranges.ContainsKey(pool.Output)
                && codes.TryGetValue(pool.Inputs[0], out var input):
                codes[pool.Output] = Maximum(input, pool);
                break;
            default:
                foreach (var read in operation.Inputs)
                    EnsureFloat(read);
                floats.Write(operation);
                inFloat.Add(operation.Output);
                break;
        }
    }

    private void Convolve(FusedConvolution operation)
    {
        var convolution = EvenPadding.Of(operation.Convolution);
        var window = convolution.Window;
        var (value, range) = (convolution.Inputs[0], ranges[convolution.Inputs[0]]);
        var (input, map, padding) = (Codes(value), value.Shape, (window.Padding.Top, window.Padding.Left));
        if (!window.Padding.IsSymmetric)
        {
            input = FloatSteps.Pad(input, window.Padding, range.ZeroPoint);
            map = FloatSteps.Padded(map, window.Padding);
            padding = (0, 0);
        }
        var place = $"{List(window.Strides.Height, window.Strides.Width)}, {List(padding.Item1, padding.Item2)}, "
            + $"{List(window.Dilation.Height, window.Dilation.Width)}, {convolution.Groups}";
        var weights = new QuantizedKernel(convolution.Kernel.detach(), channelAxis: 0);
        var scales = source.PackingConstant(weights.Scales);
        var kernel = source.Packed(weights.Codes, raw => $"ops.onednn.qconv_prepack({raw}, {scales}, {Text(range)}, {place}, "
            + $"{List(batch, map[2], map[0], map[1])})");
        Finish(operation.Output, operation.Summand, operation.Activation, (result, activation) =>
            $"ops.onednn.qconv2d_pointwise({input}, {Text(range)}, {kernel}, {source.Constant(weights.Scales)}, "
            + $"{source.Constant(weights.ZeroPoints)}, {Bias(convolution.Bias)}, {place}, {result}, {activation})");
    }

    private void Multiply(MatrixProduct operation)
    {
        var (input, range) = (Codes(operation.Inputs[0]), ranges[operation.Inputs[0]]);
        var weights = new QuantizedKernel(operation.Kernel.detach().t().contiguous(), channelAxis: 0);
        var shape = List([batch, .. operation.Inputs[0].Shape.Dimensions.Select(length => (long)length)]);
        var kernel = source.Packed(weights.Codes, raw => $"ops.onednn.qlinear_prepack({raw}, {shape})");
        Finish(operation.Output, null, null, (result, activation) =>
            $"ops.onednn.qlinear_pointwise({input}, {Text(range)}, {kernel}, {source.Constant(weights.Scales)}, "
            + $"{source.Constant(weights.ZeroPoints)}, {Bias(operation.Bias)}, {result}, {activation})");
    }

    /// <summary>Whether a convolution in 8 bits can give its result as codes at once: nothing comes between that oneDNN does not
    /// know.</summary>
    public static bool GivesCodes(FusedConvolution operation) =>
        operation.Summand is null && Fused(operation.Activation) is not null;

    // The result as codes, where they are wanted and nothing that oneDNN does not know comes between; else as float.
    private void Finish(Value output, Value? summand, Elementwise? activation, Func<string, string, string> write)
    {
        var fused = summand is null ? Fused(activation) : null;
        if (fused is not null && ranges.TryGetValue(output, out var range))
        {
            codes[output] = source.Assign(write($"{Text(range)}, 0", fused));
            return;
        }
        var result = source.Assign(write("1.0, 0, 6", summand is null && activation is null ? NoActivation : fused ?? NoActivation));
        if (summand is not null)
            result = source.Assign($"torch.add({result}, {Float(summand)})");
        if (fused is null && activation is not null)
            result = source.Assign(ScriptFunctions.Write(activation, result, source.Assign));
        BindFloat(output, result);
    }

    private const string NoActivation = "\"none\", annotate(List[Optional[number]], []), \"\"";

    // A clip at 0 and above needs no upper end: the codes end where the values did. In float it needs one.
    private static string? Fused(Elementwise? activation) => activation switch
    {
        null => NoActivation,
        { Function: ElementwiseFunction.Relu } => "\"relu\", annotate(List[Optional[number]], []), \"\"",
        { Function: ElementwiseFunction.Clip } clip =>
            $"\"hardtanh\", annotate(List[Optional[number]], [{Number(clip.Alpha)}, {Number(clip.Beta)}]), \"\"",
        { Function: ElementwiseFunction.HardSilu } => "\"hardswish\", annotate(List[Optional[number]], []), \"\"",
        { Function: ElementwiseFunction.Silu } => "\"swish\", annotate(List[Optional[number]], []), \"\"",
        _ => null,
    };

    private string Bias(Tensor? bias) => bias is null ? "None" : source.Constant(bias.detach().to(ScalarType.Float32));

    private string Codes(Value value)
    {
        if (codes.TryGetValue(value, out var known))
            return known;
        return codes[value] = source.Assign(
            $"torch.int_repr(torch.quantize_per_tensor({Float(value)}, {Text(ranges[value])}, 13))");
    }

    private void EnsureFloat(Value value)
    {
        if (inFloat.Contains(value))
            return;
        var range = ranges[value];
        var centred = $"torch.to({codes[value]}, 6)";
        if (range.ZeroPoint != 0)
            centred = $"torch.sub({centred}, {range.ZeroPoint})";
        BindFloat(value, source.Assign($"torch.mul({centred}, {Number(range.Scale)})"));
    }

    private string Maximum(string input, Pool pool)
    {
        var (window, map) = (pool.Window, FloatSteps.Padded(pool.Inputs[0].Shape, pool.Window.Padding));
        var padded = FloatSteps.Pad(input, window.Padding, 0);
        var rows = Along(padded, 2, map[0], window.Size.Height, window.Strides.Height, pool.Output.Shape[0]);
        return Along(rows, 3, map[1], window.Size.Width, window.Strides.Width, pool.Output.Shape[1]);
    }

    private string Along(string input, int axis, int length, int size, int stride, int places)
    {
        var result = Every(0);
        for (var offset = 1; offset < size; offset++)
            result = source.Assign($"torch.maximum({result}, {Every(offset)})");
        return result;

        string Every(int offset) =>
            $"torch.slice({input}, {axis}, {offset}, {Math.Min(length, offset + (places - 1) * stride + 1)}, {stride})";
    }

    private static string Text(QuantizedRange range) => $"{Number(range.Scale)}, {range.ZeroPoint}";
}
