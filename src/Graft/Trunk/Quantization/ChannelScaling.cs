using Graft.Engine;
using Graft.Operations;
using Graft.Trunk.Programs;
using static TorchSharp.torch;
using Convolution = Graft.Operations.Convolution;

namespace Graft.Trunk.Quantization;

/// <summary>
/// The channels of a map reach differently far, and one scale for all is too coarse for most of them. So each channel is divided by
/// a number of its own, in the weights of the convolution that gives it, and multiplied by it again in the weights of those that read
/// it: the network stays the same, and every channel uses more of the codes (Nagel and others, 2019, "Data-free quantization through
/// weight equalization and bias correction").
/// </summary>
internal static class ChannelScaling
{
    // Beyond, the noise of a channel in which hardly anything was seen would be stretched.
    private const float Least = 1 / 64f;

    /// <summary>By how much to divide, for each value that can be: <c>[channels]</c>, at most 1.</summary>
    /// <param name="fused">A fused graph.</param>
    /// <param name="plan">Which of its operations are computed in 8 bits.</param>
    /// <param name="ranges">What the codes of its values stand for.</param>
    /// <param name="seen">What was seen of each value.</param>
    /// <param name="strength">
    /// From 0, no scaling, to 1, every channel as far as the codes go, where weights of many channels share a scale: what codes win
    /// there, weights lose. Weights of a single channel (a depthwise convolution's) lose nothing and take all.
    /// </param>
    public static IReadOnlyDictionary<Value, Tensor> Find(
        OperationGraph fused, QuantizationPlan plan, IReadOnlyDictionary<Value, QuantizedRange> ranges,
        IReadOnlyDictionary<Value, ValueStatistics> seen, double strength)
    {
        var makers = fused.Operations.OfType<FusedConvolution>().Where(IsHomogeneous).Select(operation => operation.Output).ToHashSet();
        var readers = fused.Operations.SelectMany(operation => operation.Inputs.Select(input => (input, operation)))
            .ToLookup(pair => pair.input, pair => pair.operation);
        Dictionary<Value, Tensor> result = [];
        foreach (var value in plan.Values.Where(makers.Contains))
        {
            if (seen[value].Reach(ranges[value]) is not { } reach || Convolutions(value) is not { } convolutions)
                continue;
            var exponent = convolutions.All(reader => reader.Kernel.shape[1] == 1) ? 1 : strength;
            result[value] = where(reach.IsAbove(0), reach, ones_like(reach)).Between(Least, 1).ToPower(exponent);
        }
        return result;

        // All that read a value, itself or its maxima; null where anything else does.
        List<Convolution>? Convolutions(Value value)
        {
            List<Convolution> found = [];
            if (fused.Outputs.Contains(value))
                return null;
            foreach (var reader in readers[value])
                switch (reader)
                {
                    case FusedConvolution convolution when plan.Covers(convolution) && convolution.Summand != value:
                        found.Add(convolution.Convolution);
                        break;
                    case Pool pool when QuantizationPlan.OnCodes(pool) && Convolutions(pool.Output) is { } behind:
                        found.AddRange(behind);
                        break;
                    default:
                        return null;
                }
            return found;
        }
    }

    /// <summary>The same network with other weights. New constants belong to the dispose scope around the call.</summary>
    /// <param name="folded">A folded graph.</param>
    /// <param name="scales">By how much to divide which of its values, as <see cref="Find"/> gives it.</param>
    public static OperationGraph Apply(OperationGraph folded, IReadOnlyDictionary<Value, Tensor> scales)
    {
        Dictionary<Value, Tensor> divisors = [], factors = new(scales);
        foreach (var operation in folded.Operations.Reverse())
            if (operation is Elementwise && scales.TryGetValue(operation.Output, out var scale))
                divisors[operation.Inputs[0]] = scale;
            else if (operation is Convolution && scales.TryGetValue(operation.Output, out scale))
                divisors[operation.Output] = scale;
        foreach (var pool in folded.Operations.OfType<Pool>())
            if (factors.TryGetValue(pool.Inputs[0], out var scale))
                factors[pool.Output] = scale;
        return folded with
        {
            Operations =
            [
                .. folded.Operations.Select(operation => operation is Convolution convolution
                    ? Scaled(
                        convolution, factors.GetValueOrDefault(convolution.Inputs[0]), divisors.GetValueOrDefault(convolution.Output))
                    : operation),
            ],
        };
    }

    // What is left of a negative factor's sign, or of an upper end that was not seen, would not come back.
    private static bool IsHomogeneous(FusedConvolution operation) => operation.Summand is null
        && operation.Activation is null or { Function: ElementwiseFunction.Relu } or { Function: ElementwiseFunction.Clip, Alpha: 0 };

    private static Convolution Scaled(Convolution convolution, Tensor? factor, Tensor? divisor)
    {
        if (factor is null && divisor is null)
            return convolution;
        using var scope = NewDisposeScope();
        var (kernel, bias) = (convolution.Kernel.detach(), convolution.Bias?.detach());
        if (factor is not null)
            // A group's outputs read the group's inputs only.
            kernel *= factor.reshape(convolution.Groups, -1).repeat_interleave(kernel.shape[0] / convolution.Groups, 0)
                .unsqueeze(-1).unsqueeze(-1);
        if (divisor is not null)
            (kernel, bias) = (kernel / divisor.reshape(-1, 1, 1, 1), bias is null ? null : bias / divisor);
        return convolution with { Kernel = kernel.MoveToOuterDisposeScope(), Bias = bias?.MoveToOuterDisposeScope() };
    }
}
