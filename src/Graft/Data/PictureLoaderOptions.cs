using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>How pictures are loaded.</summary>
public sealed record PictureLoaderOptions
{
    /// <summary>How many pictures a batch has; the last one may have fewer.</summary>
    /// <value>At least 1; the default is 32.</value>
    public int BatchSize { get; init; } = 32;

    /// <summary>How many pictures are decoded at the same time.</summary>
    /// <value>At least 1; the default is the number of processors.</value>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The largest number of pictures that are being loaded or wait, resized, to be put in a batch. It bounds memory, whatever
    /// the
    /// number of pictures; it is never less than <see cref="Workers"/>.
    /// </summary>
    /// <value>At least 1; the default is 64.</value>
    public int Lookahead { get; init; } = 64;

    /// <summary>What one picture may cost.</summary>
    public PictureLimits Limits { get; init; } = PictureLimits.Default;

    /// <summary>The share of labelled pictures that may be unusable; above it loading fails.</summary>
    /// <value>From 0 to 1; the default is 0.5.</value>
    public double MaximumUnusableShare { get; init; } = 0.5;

    /// <summary>The clock that loading is measured with.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal PictureLoaderOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Lookahead, 1);
        if (MaximumUnusableShare is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(MaximumUnusableShare), MaximumUnusableShare, "The share of unusable pictures must be from 0 to 1.");
        return this;
    }
}
