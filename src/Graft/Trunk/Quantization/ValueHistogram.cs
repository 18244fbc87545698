namespace Graft.Trunk.Quantization;

/// <summary>How often which numbers occur, and which range of 8 bits stands best for them.</summary>
internal sealed class ValueHistogram
{
    private const int Bins = 2048;
    private const int Half = Bins / 2;
    private const int Candidates = 80;

    private readonly long[] counts = new long[Bins];
    private double reach;

    /// <summary>The smallest number seen.</summary>
    public float Low { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest number seen.</summary>
    public float High { get; private set; } = float.NegativeInfinity;

    /// <summary>Counts numbers. What is no number is left out.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                continue;
            (Low, High) = (Math.Min(Low, value), Math.Max(High, value));
            Reach(Math.Abs(value));
            counts[Bin(value)]++;
        }
    }

    /// <summary>All that was seen.</summary>
    public QuantizedRange Whole() => QuantizedRange.Of(Low, High);

    /// <summary>The range that leaves out a share of the numbers at each end that is not 0.</summary>
    public QuantizedRange Percentile(double share)
    {
        var outside = (long)(counts.Sum() * share);
        var (first, last) = (0, Bins - 1);
        for (var left = outside; first < Half && (left -= counts[first]) >= 0;)
            first++;
        for (var left = outside; last >= Half && (left -= counts[last]) >= 0;)
            last--;
        return QuantizedRange.Of(Math.Max(Low, (float)Edge(first)), Math.Min(High, (float)Edge(last + 1)));
    }

    /// <summary>The range for which the squared errors of rounding and of cutting off are least.</summary>
    public QuantizedRange LeastSquares()
    {
        var (best, least) = (Whole(), double.PositiveInfinity);
        for (var i = Candidates; i > Candidates / 8; i--)
        {
            var (low, high) = (Math.Min(Low, 0) * i / Candidates, Math.Max(High, 0) * i / Candidates);
            var error = SquaredError(low, high);
            if (error < least)
                (best, least) = (QuantizedRange.Of(low, high), error);
        }
        return best;
    }

    private double SquaredError(float low, float high)
    {
        // Rounding to steps of one size is off by its square over 12 in the mean.
        var step = (high - low) / QuantizedRange.LargestCode;
        var rounding = (double)step * step / 12;
        var sum = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (counts[bin] == 0)
                continue;
            var middle = (Edge(bin) + Edge(bin + 1)) / 2;
            var beyond = Math.Max(middle - high, low - middle);
            sum += counts[bin] * (beyond > 0 ? beyond * beyond : rounding);
        }
        return sum;
    }

    private double Edge(int bin) => (bin - Half) * reach / Half;

    private int Bin(float value) => Math.Clamp((int)Math.Floor(value / reach * Half) + Half, 0, Bins - 1);

    // Twice as far: two bins become one, from the middle outwards.
    private void Reach(float size)
    {
        if (reach == 0)
        {
            reach = size;
            return;
        }
        for (; size > reach; reach *= 2)
        {
            var wider = new long[Bins];
            for (var bin = 0; bin < Bins; bin++)
                wider[Half / 2 + bin / 2] += counts[bin];
            wider.CopyTo(counts, 0);
        }
    }
}
