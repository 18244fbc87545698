using Graft.Engine;
using Graft.Operations;
using Graft.Trunk.Programs;
using Graft.Trunk.Quantization;
using static Graft.Export.OnnxGraph;
using static TorchSharp.torch;

namespace Graft.Export;

/// <summary>
/// Writes a network of which a part is computed in 8 bits: codes from 0 to 255 for values, from -127 to 127 for weights with a
/// scale for each output channel, each of them quantised and at once dequantised ("QDQ"), which ONNX Runtime joins with the
/// operations between into integer ones.
/// </summary>
/// <param name="graph">Where nodes go.</param>
/// <param name="floats">Writes what is computed in float, and knows which ONNX value each value became.</param>
/// <param name="network">What is computed in 8 bits.</param>
internal sealed class OnnxIntegerTranslator(OnnxGraph graph, OnnxTranslator floats, IntegerGraph network)
{
    private readonly Dictionary<Value, string> rounded = [];

    /// <summary>Writes all operations; the inputs have been bound before.</summary>
    public void Write()
    {
        floats.Prepare(network.Graph);
        foreach (var operation in network.Graph.Operations)
            Write(operation);
    }

    private void Write(Operation operation)
    {
        using var scope = NewDisposeScope();
        switch (operation)
        {
            case FusedConvolution convolution:
                Convolve(convolution);
                break;
            case MatrixProduct product when network.Plan.Covers(product):
                Multiply(product);
                break;
            case Pool pool when rounded.ContainsKey(pool.Inputs[0]) && network.Plan.Origin(pool.Output) != pool.Output:
                floats.Write(pool);
                Round(pool.Output);
                break;
            default:
                floats.Write(operation);
                break;
        }
    }

    private void Convolve(FusedConvolution operation)
    {
        var (convolution, covered) = (operation.Convolution, network.Plan.Covers(operation));
        string[] inputs = covered
            ? Quantized(convolution.Inputs[0], convolution.Kernel, channelAxis: 0, convolution.Bias)
            : [floats[convolution.Inputs[0]], .. Floats(convolution.Kernel, convolution.Bias)];
        var result = graph.Add("Conv", inputs, OnnxTranslator.Attributes(convolution));
        if (operation.Summand is { } summand)
            result = graph.Add("Add", [result, floats[summand]]);
        if (operation.Activation is { } activation)
            result = OnnxElementwise.Add(graph, activation, result);
        floats.Bind(operation.Output, result);
        if (covered && IntegerSteps.GivesCodes(operation) && network.Ranges.ContainsKey(operation.Output))
            Round(operation.Output);
    }

    private void Multiply(MatrixProduct operation)
    {
        var inputs = Quantized(operation.Inputs[0], operation.Kernel, channelAxis: 1, operation.Bias);
        floats.Bind(operation.Output, operation.Inputs[0].Shape.Rank == 1
            ? graph.Add("Gemm", inputs)
            : inputs.Length > 2
                ? graph.Add("Add", [graph.Add("MatMul", inputs[..2]), inputs[2]])
                : graph.Add("MatMul", inputs));
        if (network.Ranges.ContainsKey(operation.Output))
            Round(operation.Output);
    }

    // From here on everybody reads what the codes stand for.
    private void Round(Value value) => floats.Bind(value, Rounded(value));

    private string Rounded(Value value)
    {
        if (rounded.TryGetValue(value, out var known))
            return known;
        var range = network.Ranges[value];
        string[] constants = [graph.Scalar("scale", range.Scale), graph.Codes("zero_point", (byte)range.ZeroPoint)];
        var codes = graph.Add("QuantizeLinear", [floats[value], .. constants]);
        return rounded[value] = graph.Add("DequantizeLinear", [codes, .. constants]);
    }

    private string[] Quantized(Value input, Tensor kernel, int channelAxis, Tensor? bias)
    {
        var weights = new QuantizedKernel(kernel.detach().contiguous(), channelAxis);
        var scales = graph.Constant("kernel_scale", Numbers(weights.Scales), weights.Scales.shape);
        var zeros = graph.Codes("kernel_zero", new sbyte[weights.Scales.shape[0]], weights.Scales.shape);
        var codes = graph.Codes("kernel", Bytes(weights.Codes), kernel.shape);
        string[] inputs =
        [
            Rounded(input), graph.Add("DequantizeLinear", [codes, scales, zeros], Attribute("axis", channelAxis)),
        ];
        return bias is null ? inputs : [.. inputs, Bias(bias, weights.Scales.Times(network.Ranges[input].Scale))];
    }

    // In steps of what a product of two codes stands for: sums of products and bias add up as whole numbers.
    private string Bias(Tensor bias, Tensor steps)
    {
        var codes = (bias.detach().to(ScalarType.Float64) / steps.to(ScalarType.Float64)).round()
            .Between(int.MinValue, int.MaxValue).to(ScalarType.Int32);
        string[] constants =
        [
            graph.Codes("bias", codes.data<int>().ToArray(), codes.shape),
            graph.Constant("bias_scale", Numbers(steps), steps.shape),
            graph.Codes("bias_zero", new int[codes.shape[0]], codes.shape),
        ];
        return graph.Add("DequantizeLinear", constants, Attribute("axis", 0));
    }

    private string[] Floats(Tensor kernel, Tensor? bias)
    {
        var written = OnnxTranslator.Constant(graph, "kernel", kernel);
        return bias is null ? [written] : [written, OnnxTranslator.Constant(graph, "bias", bias)];
    }

    private static float[] Numbers(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static sbyte[] Bytes(Tensor codes) => codes.contiguous().data<sbyte>().ToArray();
}
