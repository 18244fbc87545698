using Graft.Data.Augmentation.Pixels;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>
/// Cuts a part of random size, shape and place out and brings it to the input's size (Szegedy et al., 2014), as torchvision's
/// <c>RandomResizedCrop</c>: ten tries for a part that fits into the picture, else the middle.
/// </summary>
public sealed record RandomResizedCrop
{
    private const int Tries = 10;

    /// <summary>Describes the parts.</summary>
    /// <param name="smallest">The least share of the picture's area, above 0; 0.08 by default.</param>
    /// <param name="largest">The largest share of the picture's area, at most 1.</param>
    /// <param name="narrowest">The least width over height, above 0.</param>
    /// <param name="widest">The largest width over height.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range is empty or reaches too far.</exception>
    public RandomResizedCrop(double smallest = 0.08, double largest = 1, double narrowest = 3.0 / 4, double widest = 4.0 / 3)
    {
        if (!(smallest > 0 && smallest <= largest && largest <= 1))
            throw new ArgumentOutOfRangeException(nameof(smallest), (smallest, largest), "Shares must rise from above 0 to 1.");
        if (!(narrowest > 0 && narrowest <= widest && double.IsFinite(widest)))
            throw new ArgumentOutOfRangeException(nameof(narrowest), (narrowest, widest), "Shapes must rise from above 0.");
        (Smallest, Largest, Narrowest, Widest) = (smallest, largest, narrowest, widest);
    }

    /// <summary>The least share of the picture's area.</summary>
    public double Smallest { get; }

    /// <summary>The largest share of the picture's area.</summary>
    public double Largest { get; }

    /// <summary>The least width over height.</summary>
    public double Narrowest { get; }

    /// <summary>The largest width over height.</summary>
    public double Widest { get; }

    /// <summary>Cuts and resizes.</summary>
    /// <param name="picture">The picture; it stays as it is.</param>
    /// <param name="height">The new height in pixels.</param>
    /// <param name="width">The new width in pixels.</param>
    /// <param name="interpolation">How pixels are interpolated.</param>
    /// <param name="random">All randomness comes from it.</param>
    public Picture Apply(Picture picture, int height, int width, Interpolation interpolation, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(random);
        var (top, left, rows, columns) = Draw(picture.Height, picture.Width, random);
        return Resampler.Resize(
            Cropping.Crop(picture, top, left, rows, columns), height, width, Resampling.Pillow(interpolation));
    }

    private (int Top, int Left, int Height, int Width) Draw(int height, int width, RandomStream random)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = (double)height * width * (Smallest + (Largest - Smallest) * random.NextUniform());
            var (low, high) = (Math.Log(Narrowest), Math.Log(Widest));
            var shape = Math.Exp(low + (high - low) * random.NextUniform());
            var (rows, columns) = ((int)Math.Round(Math.Sqrt(area / shape)), (int)Math.Round(Math.Sqrt(area * shape)));
            if (rows > 0 && rows <= height && columns > 0 && columns <= width)
                return (random.NextBelow(height - rows + 1), random.NextBelow(width - columns + 1), rows, columns);
        }
        var ratio = width / (double)height;
        var (most, broad) = ratio < Narrowest ? ((int)Math.Round(width / Narrowest), width)
            : ratio > Widest ? (height, (int)Math.Round(height * Widest))
            : (height, width);
        return ((height - most) / 2, (width - broad) / 2, most, broad);
    }
}
