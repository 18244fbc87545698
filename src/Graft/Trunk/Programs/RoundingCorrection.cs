using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;
using Convolution = Graft.Operations.Convolution;

namespace Graft.Trunk.Programs;

/// <summary>
/// Rounded weights shift the mean of what a convolution gives, by the same amount in every picture, and the next layers make more of
/// it. The bias takes the shift back: the weights' rounding errors times the means of what the convolution reads (Nagel and others,
/// 2019, "Data-free quantization through weight equalization and bias correction").
/// </summary>
internal static class RoundingCorrection
{
    /// <summary>The same graph with corrected biases. New constants belong to the dispose scope around the call.</summary>
    /// <param name="folded">A folded graph.</param>
    /// <param name="means">For values that convolutions read the mean of each channel, <c>[channels]</c>.</param>
    /// <param name="round">What becomes of a kernel <c>[out, in / groups, height, width]</c>, as float32.</param>
    /// <param name="isRounded">Whether the operation with an output is computed with rounded weights.</param>
    public static OperationGraph Correct(
        OperationGraph folded, IReadOnlyDictionary<Value, Tensor> means, Func<Tensor, Tensor> round, Func<Value, bool> isRounded) =>
        folded with
        {
            Operations =
            [
                .. folded.Operations.Select(operation => operation is Convolution convolution && isRounded(convolution.Output)
                    && means.TryGetValue(convolution.Inputs[0], out var mean)
                        ? Corrected(convolution, mean, round)
                        : operation),
            ],
        };

    /// <summary>The mean of each channel of what convolutions read, on some inputs.</summary>
    /// <param name="folded">A folded graph.</param>
    /// <param name="inputs">Its inputs.</param>
    public static IReadOnlyDictionary<Value, Tensor> Means(OperationGraph folded, Tensor[] inputs)
    {
        var read = folded.Operations.OfType<Convolution>().Select(operation => operation.Inputs[0]).Distinct().ToList();
        using var program = TrunkProgram.Compile(folded with { Outputs = read }, (int)inputs[0].shape[0], ScalarType.Float32);
        return read.Zip(program.Run(inputs)).ToDictionary(pair => pair.First, pair => pair.Second.mean([0, 2, 3]));
    }

    private static Convolution Corrected(Convolution convolution, Tensor mean, Func<Tensor, Tensor> round)
    {
        using var scope = NewDisposeScope();
        var kernel = convolution.Kernel.detach();
        // [out, in / groups]: what rounding takes from each pair of channels.
        var lost = kernel.Minus(round(kernel)).sum([2, 3]);
        var outputsOfGroup = kernel.shape[0] / convolution.Groups;
        var read = mean.reshape(convolution.Groups, -1).repeat_interleave(outputsOfGroup, 0);
        var shift = (lost * read).sum(1);
        return convolution with
        {
            Bias = (convolution.Bias is { } bias ? bias.detach().Plus(shift) : shift).MoveToOuterDisposeScope(),
        };
    }
}
