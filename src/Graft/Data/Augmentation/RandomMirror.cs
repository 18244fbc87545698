using Graft.Data.Augmentation.Pixels;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>
/// Swaps left and right, or top and bottom, by chance. Not for what means something else mirrored, such as digits and letters.
/// </summary>
public sealed record RandomMirror : PictureAugmentation
{
    /// <summary>Describes the chances.</summary>
    /// <param name="horizontal">The chance that left and right are swapped, 0 to 1.</param>
    /// <param name="vertical">The chance that top and bottom are swapped, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A chance lies outside its range.</exception>
    public RandomMirror(double horizontal = 0.5, double vertical = 0)
    {
        RequireShare(horizontal, nameof(horizontal));
        RequireShare(vertical, nameof(vertical));
        (Horizontal, Vertical) = (horizontal, vertical);
    }

    /// <summary>The chance that left and right are swapped.</summary>
    public double Horizontal { get; }

    /// <summary>The chance that top and bottom are swapped.</summary>
    public double Vertical { get; }

    private protected override Picture Change(Picture picture, RandomStream random)
    {
        var mirrored = random.NextUniform() < Horizontal ? Cropping.Mirror(picture) : picture;
        return random.NextUniform() < Vertical ? Cropping.Flip(mirrored) : mirrored;
    }
}
