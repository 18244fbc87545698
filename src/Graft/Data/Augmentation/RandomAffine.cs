using Graft.Data.Augmentation.Pixels;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>Turns, moves, scales and shears around the middle, as torchvision's <c>RandomAffine</c>; outside is grey.</summary>
public sealed record RandomAffine : PictureAugmentation
{
    private static readonly byte[] Grey = [128, 128, 128];

    /// <summary>Describes how far.</summary>
    /// <param name="degrees">The largest angle in either direction, 0 or above.</param>
    /// <param name="translation">The furthest move in either direction as a share of the picture's sides, 0 to 1.</param>
    /// <param name="smallest">The least scale, above 0.</param>
    /// <param name="largest">The largest scale.</param>
    /// <param name="shear">The largest shear along x in degrees in either direction, 0 to below 90.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its range.</exception>
    public RandomAffine(
        double degrees = 0, double translation = 0, double smallest = 1, double largest = 1, double shear = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degrees);
        RequireShare(translation, nameof(translation));
        RequireRange(smallest, largest, nameof(smallest));
        if (!(shear is >= 0 and < 90))
            throw new ArgumentOutOfRangeException(nameof(shear), shear, "It must be from 0 to below 90.");
        (Degrees, Translation, Smallest, Largest, Shear) = (degrees, translation, smallest, largest, shear);
    }

    /// <summary>The largest angle in either direction.</summary>
    public double Degrees { get; }

    /// <summary>The furthest move in either direction as a share of the picture's sides.</summary>
    public double Translation { get; }

    /// <summary>The least scale.</summary>
    public double Smallest { get; }

    /// <summary>The largest scale.</summary>
    public double Largest { get; }

    /// <summary>The largest shear along x in degrees in either direction.</summary>
    public double Shear { get; }

    private protected override Picture Change(Picture picture, RandomStream random)
    {
        var angle = Between(-Degrees, Degrees, random);
        var right = Math.Round(Between(-Translation, Translation, random) * picture.Width);
        var down = Math.Round(Between(-Translation, Translation, random) * picture.Height);
        var scale = Between(Smallest, Largest, random);
        var shear = Between(-Shear, Shear, random);
        var matrix = AffineMatrix.Of(angle, right, down, scale, shear, 0, picture.Width / 2.0, picture.Height / 2.0);
        return Warp.Apply(picture, matrix, smooth: true, Grey);
    }
}
