using Graft.Data.Augmentation.Pixels;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>Fills a rectangle of random size, shape and place with grey (Zhong et al., 2017).</summary>
public sealed record RandomErasing : PictureAugmentation
{
    private const int Tries = 10;
    private const double Narrowest = 0.3;

    private static readonly byte[] Grey = [128, 128, 128];

    /// <summary>Describes the rectangles.</summary>
    /// <param name="chance">The chance that something is erased, 0 to 1.</param>
    /// <param name="smallest">The least share of the picture's area, above 0.</param>
    /// <param name="largest">The largest share of the picture's area, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its range.</exception>
    public RandomErasing(double chance = 0.25, double smallest = 0.02, double largest = 1.0 / 3)
    {
        RequireShare(chance, nameof(chance));
        RequireRange(smallest, largest, nameof(smallest));
        RequireShare(largest, nameof(largest));
        (Chance, Smallest, Largest) = (chance, smallest, largest);
    }

    /// <summary>The chance that something is erased.</summary>
    public double Chance { get; }

    /// <summary>The least share of the picture's area.</summary>
    public double Smallest { get; }

    /// <summary>The largest share of the picture's area.</summary>
    public double Largest { get; }

    private protected override Picture Change(Picture picture, RandomStream random)
    {
        if (random.NextUniform() >= Chance)
            return picture;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = picture.Height * (double)picture.Width * Between(Smallest, Largest, random);
            var shape = Math.Exp(Between(Math.Log(Narrowest), -Math.Log(Narrowest), random));
            var (height, width) = ((int)Math.Round(Math.Sqrt(area * shape)), (int)Math.Round(Math.Sqrt(area / shape)));
            if (height < 1 || width < 1 || height >= picture.Height || width >= picture.Width)
                continue;
            var (top, left) = (random.NextBelow(picture.Height - height + 1), random.NextBelow(picture.Width - width + 1));
            return Cropping.Erase(picture, top, left, height, width, Grey);
        }
        return picture;
    }
}
