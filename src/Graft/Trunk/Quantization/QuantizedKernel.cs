using Graft.Engine;
using static TorchSharp.torch;

namespace Graft.Trunk.Quantization;

/// <summary>Weights as codes from -127 to 127 with a scale for each output channel.</summary>
internal sealed class QuantizedKernel
{
    private const int LargestCode = 127;

    /// <summary>Quantises weights.</summary>
    /// <param name="weights">float32.</param>
    /// <param name="channelAxis">The axis of the output channels.</param>
    public QuantizedKernel(Tensor weights, int channelAxis)
    {
        using var scope = NewDisposeScope();
        long[] others = [.. Enumerable.Range(0, (int)weights.dim()).Where(axis => axis != channelAxis).Select(axis => (long)axis)];
        var largest = weights.abs().amax(others, keepdim: true);
        var scales = where(largest.IsAbove(0), largest.Over(LargestCode), ones_like(largest));
        Codes = (weights / scales).round().Between(-LargestCode, LargestCode).to(ScalarType.Int8).MoveToOuterDisposeScope();
        Scales = scales.flatten().contiguous().MoveToOuterDisposeScope();
        ZeroPoints = zeros(Scales.shape[0], ScalarType.Int32).MoveToOuterDisposeScope();
    }

    /// <summary>What the codes of a convolution's kernel <c>[out, in, height, width]</c> stand for, float32.</summary>
    public static Tensor Rounded(Tensor kernel)
    {
        using var scope = NewDisposeScope();
        var quantized = new QuantizedKernel(kernel, channelAxis: 0);
        return (quantized.Codes.to(ScalarType.Float32) * quantized.Scales.reshape(-1, 1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The codes, int8, in the weights' shape.</summary>
    public Tensor Codes { get; }

    /// <summary>For each output channel what one code stands for: float32 <c>[channels]</c>.</summary>
    public Tensor Scales { get; }

    /// <summary>For each output channel the code of 0, which is 0: int32 <c>[channels]</c>.</summary>
    public Tensor ZeroPoints { get; }
}
