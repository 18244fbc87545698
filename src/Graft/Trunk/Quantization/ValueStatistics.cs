using Graft.Engine;
using static TorchSharp.torch;

namespace Graft.Trunk.Quantization;

/// <summary>What was seen of one value of a network: how often which numbers occur, and the mean of each channel of a map.</summary>
internal sealed class ValueStatistics : IDisposable
{
    private const int NumbersOfSample = 1 << 16;

    private Tensor? sum;
    private int samples;

    /// <summary>How often which numbers occur.</summary>
    public ValueHistogram Histogram { get; } = new();

    /// <summary>The mean of each channel, <c>[channels]</c>; null where it is no map. The caller owns it.</summary>
    public Tensor? Mean => sum is null ? null : sum / samples;

    /// <summary>Looks at a batch of it.</summary>
    public void Add(Tensor seen)
    {
        using var scope = NewDisposeScope();
        Histogram.Add(Some(seen));
        samples += (int)seen.shape[0];
        if (seen.dim() != 4)
            return;
        var more = seen.mean([0, 2, 3]) * seen.shape[0];
        if (sum is null)
            sum = more.DetachFromDisposeScope();
        else
            sum.add_(more);
    }

    /// <inheritdoc/>
    public void Dispose() => sum?.Dispose();

    // A share of the numbers, evenly from all places and channels, tells where they lie.
    private static float[] Some(Tensor seen)
    {
        var all = Layout.ToLogical(seen).reshape(-1);
        // Odd, so that it does not meet the same channels again and again.
        var step = Math.Max(1, all.numel() / (seen.shape[0] * NumbersOfSample)) | 1;
        return all[TensorIndex.Slice(0, null, step)].contiguous().data<float>().ToArray();
    }
}
