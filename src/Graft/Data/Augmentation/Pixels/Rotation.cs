using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation.Pixels;

/// <summary>Turns pictures as Pillow's <c>Image.rotate</c> does.</summary>
internal static class Rotation
{
    /// <summary>Turns counter-clockwise around the middle; the size stays.</summary>
    public static Picture Apply(Picture picture, double degrees, bool smooth, ReadOnlySpan<byte> fill) =>
        Around(picture, degrees, picture.Width / 2.0, picture.Height / 2.0, smooth, fill);

    /// <summary>Turns counter-clockwise around a point; the size stays.</summary>
    public static Picture Around(Picture picture, double degrees, double x, double y, bool smooth, ReadOnlySpan<byte> fill) =>
        degrees % 360 == 0 ? picture : Warp.Apply(picture, AffineMatrix.Rotation(degrees, x, y), smooth, fill);
}
