using Graft.Engine;
using static TorchSharp.torch;

namespace Graft.Trunk.Quantization;

/// <summary>What was seen of one value of a network: how often which numbers occur, and for each channel of a map the mean and both ends.</summary>
internal sealed class ValueStatistics : IDisposable
{
    private const int NumbersOfSample = 1 << 16;
    private const float Smallest = 1e-30f;

    private Tensor? sum;
    private Tensor? low;
    private Tensor? high;
    private int samples;

    /// <summary>How often which numbers occur.</summary>
    public ValueHistogram Histogram { get; } = new();

    /// <summary>The mean of each channel, <c>[channels]</c>; null where it is no map. The caller owns it.</summary>
    public Tensor? Mean => sum is null ? null : sum.Over(samples);

    /// <summary>
    /// How far each channel reaches in a range: 1 where it reaches an end of it, 0 where nothing but 0 was seen; null where it is no
    /// map. The caller owns it.
    /// </summary>
    public Tensor? Reach(QuantizedRange range) => low is null || high is null
        ? null
        : maximum(low.Over(Math.Min(range.Low, -Smallest)), high.Over(Math.Max(range.High, Smallest)));

    /// <summary>Looks at a batch of it.</summary>
    public void Add(Tensor seen)
    {
        using var scope = NewDisposeScope();
        Histogram.Add(Some(seen));
        samples += (int)seen.shape[0];
        if (seen.dim() != 4)
            return;
        var more = seen.mean([0, 2, 3]).Times(seen.shape[0]);
        Keep(ref sum, more, (before, now) => before.Plus(now));
        Keep(ref low, seen.amin([0, 2, 3]), minimum);
        Keep(ref high, seen.amax([0, 2, 3]), maximum);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sum?.Dispose();
        low?.Dispose();
        high?.Dispose();
    }

    private static void Keep(ref Tensor? kept, Tensor now, Func<Tensor, Tensor, Tensor> join)
    {
        var before = kept;
        kept = (before is null ? now : join(before, now)).DetachFromDisposeScope();
        before?.Dispose();
    }

    // A share of the numbers, evenly from all places and channels, tells where they lie.
    private static float[] Some(Tensor seen)
    {
        var all = Layout.ToLogical(seen).reshape(-1);
        // Odd, so that it does not meet the same channels again and again.
        var step = Math.Max(1, all.numel() / (seen.shape[0] * NumbersOfSample)) | 1;
        return all[TensorIndex.Slice(0, null, step)].contiguous().data<float>().ToArray();
    }
}
