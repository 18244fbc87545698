namespace Graft.Evaluation;

/// <summary>
/// How far a share that was found on so many pictures may be from the share among all pictures: Wilson's (1927) interval of 95 %.
/// </summary>
/// <param name="Low">Its lower end, from 0 to 1.</param>
/// <param name="High">Its upper end, from 0 to 1.</param>
public readonly record struct WilsonInterval(double Low, double High)
{
    // The normal distribution's 97.5th percentile.
    private const double Z = 1.959963984540054;

    /// <summary>The interval of a share.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="count">Of how many, at least 1.</param>
    public static WilsonInterval Of(double share, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var squares = Z * Z / count;
        var middle = share + squares / 2;
        var half = Z * Math.Sqrt(share * (1 - share) / count + squares / (4 * count));
        var (low, high) = ((middle - half) / (1 + squares), (middle + half) / (1 + squares));
        // It holds the share itself, whatever the last bit says.
        return new WilsonInterval(Math.Min(Math.Max(0, low), share), Math.Max(Math.Min(1, high), share));
    }
}
