using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>Changes pictures at random so that what they show stays the same, for training alone.</summary>
public abstract record PictureAugmentation
{
    private protected PictureAugmentation()
    {
    }

    /// <summary>Changes a picture.</summary>
    /// <param name="picture">The picture; it stays as it is.</param>
    /// <param name="random">All randomness comes from it.</param>
    /// <returns>A picture, of the same size but where the augmentation says otherwise.</returns>
    public Picture Apply(Picture picture, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(random);
        return Change(picture, random);
    }

    private protected abstract Picture Change(Picture picture, RandomStream random);

    private protected static void RequireShare(double value, string name)
    {
        if (!(value is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(name, value, "It must be from 0 to 1.");
    }

    private protected static void RequireRange(double low, double high, string name)
    {
        if (!(low > 0 && low <= high && double.IsFinite(high)))
            throw new ArgumentOutOfRangeException(name, (low, high), "It must be a range above 0, the smaller number first.");
    }

    private protected static double Between(double low, double high, RandomStream random) =>
        low + (high - low) * random.NextUniform();
}
