using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Runtime;

/// <summary>How an <see cref="ImageClassifier"/> runs.</summary>
public sealed record ClassifierOptions
{
    /// <summary>
    /// The number of threads that one prediction may use, at least 1; null for as many as there are processors for this
    /// process, the limits of its container counted, parts of a processor rounded up.
    /// </summary>
    public int? Threads
    {
        get;
        init
        {
            if (value is < 1)
                throw new ArgumentOutOfRangeException(nameof(value), value, "At least one thread is needed.");
            field = value;
        }
    }

    /// <summary>What a picture may cost; <see cref="PictureLimits.Default"/> where none are named.</summary>
    public PictureLimits PictureLimits { get; init; } = PictureLimits.Default;

    /// <summary>What a bundle may cost; <see cref="BundleLimits.Default"/> where none are named.</summary>
    public BundleLimits BundleLimits { get; init; } = BundleLimits.Default;
}
