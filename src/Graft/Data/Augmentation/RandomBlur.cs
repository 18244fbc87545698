using Graft.Data.Augmentation.Pixels;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>Blurs by chance with a normal distribution of random width, as torchvision's <c>GaussianBlur</c>.</summary>
public sealed record RandomBlur : PictureAugmentation
{
    // Beyond three deviations nothing counts.
    private const int Reach = 3;

    /// <summary>Describes the blur.</summary>
    /// <param name="chance">The chance that a picture is blurred, 0 to 1.</param>
    /// <param name="smallest">The least deviation in pixels, above 0.</param>
    /// <param name="largest">The largest deviation in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its range.</exception>
    public RandomBlur(double chance = 0.5, double smallest = 0.1, double largest = 2)
    {
        RequireShare(chance, nameof(chance));
        RequireRange(smallest, largest, nameof(smallest));
        (Chance, Smallest, Largest) = (chance, smallest, largest);
    }

    /// <summary>The chance that a picture is blurred.</summary>
    public double Chance { get; }

    /// <summary>The least deviation in pixels.</summary>
    public double Smallest { get; }

    /// <summary>The largest deviation in pixels.</summary>
    public double Largest { get; }

    private protected override Picture Change(Picture picture, RandomStream random)
    {
        var (draw, deviation) = (random.NextUniform(), Between(Smallest, Largest, random));
        if (draw >= Chance)
            return picture;
        var reach = Math.Min((int)Math.Ceiling(Reach * deviation), Math.Min(picture.Height, picture.Width) - 1);
        return GaussianBlur.Apply(picture, 2 * reach + 1, 2 * reach + 1, deviation, deviation);
    }
}
