namespace Graft.Runtime.Heads;

/// <summary>
/// How many of a picture's features each kind of taps sees: always the last ones of a row, as a row begins with the deviations, goes on
/// with the means of the blocks before the last, and ends with the means of the last block.
/// </summary>
public sealed record TapWidths
{
    /// <summary>The numbers of features.</summary>
    /// <param name="all">All: those of <see cref="Taps.Deviations"/>.</param>
    /// <param name="blocks">Those of <see cref="Taps.Blocks"/>; at most <paramref name="all"/>.</param>
    /// <param name="last">Those of <see cref="Taps.Last"/>; at most <paramref name="blocks"/>.</param>
    public TapWidths(int all, int blocks, int last)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, all);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, blocks);
        ArgumentOutOfRangeException.ThrowIfNegative(last);
        (All, Blocks, Last) = (all, blocks, last);
    }

    /// <summary>All features.</summary>
    public int All { get; }

    /// <summary>The means of all blocks.</summary>
    public int Blocks { get; }

    /// <summary>The means of the last block.</summary>
    public int Last { get; }

    /// <summary>What some taps see.</summary>
    public int Of(Taps taps) => taps switch
    {
        Taps.Last => Last,
        Taps.Blocks => Blocks,
        _ => All,
    };

    /// <summary>The taps that see more than the ones before them, beginning with the last block.</summary>
    public IReadOnlyList<Taps> Ways =>
        [Taps.Last, .. Blocks > Last ? [Taps.Blocks] : (Taps[])[], .. All > Blocks ? [Taps.Deviations] : (Taps[])[]];
}
