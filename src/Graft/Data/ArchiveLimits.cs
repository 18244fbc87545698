namespace Graft.Data;

/// <summary>
/// What a zip of pictures may ask for at most. Nothing is ever unpacked to disk; the size of a single picture is limited by
/// <see cref="Graft.Runtime.Imaging.PictureLimits.MaximumBytes"/>.
/// </summary>
public sealed record ArchiveLimits
{
    /// <summary>The limits that hold where none are named.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>The largest number of entries, folders included.</summary>
    public int MaximumEntries { get; init; } = 2_000_000;

    /// <summary>The largest size of all entries together, unpacked, in bytes.</summary>
    public long MaximumTotalBytes { get; init; } = 1L << 40;

    /// <summary>
    /// How many times larger than packed a picture of more than a mebibyte may be; beyond it the picture is unusable.
    /// </summary>
    public int MaximumRatio { get; init; } = 200;
}
