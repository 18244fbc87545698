namespace Graft.Data.Augmentation.Pixels;

/// <summary>
/// Where a pixel of the new picture comes from in the old one: <c>x = A·x' + B·y' + C</c>, <c>y = D·x' + E·y' + F</c>, in pixels
/// from the upper left corner.
/// </summary>
internal readonly record struct AffineMatrix(double A, double B, double C, double D, double E, double F)
{
    // Pillow rounds sines and cosines, so that a quarter turn is one.
    private const int Digits = 15;

    /// <summary>A turn around a point, counter-clockwise, as Pillow's <c>Image.rotate</c>.</summary>
    /// <param name="degrees">The angle.</param>
    /// <param name="x">The point that stays, from the left.</param>
    /// <param name="y">The point that stays, from above.</param>
    public static AffineMatrix Rotation(double degrees, double x, double y)
    {
        var angle = -Radians(degrees - Math.Floor(degrees / 360) * 360);
        var (cosine, sine) = (Math.Round(Math.Cos(angle), Digits), Math.Round(Math.Sin(angle), Digits));
        var turned = new AffineMatrix(cosine, sine, 0, Math.Round(-Math.Sin(angle), Digits), cosine, 0);
        return turned with { C = -x * turned.A - y * turned.B + x, F = -x * turned.D - y * turned.E + y };
    }

    /// <summary>Turned clockwise, moved, scaled and sheared around a point, as torchvision's <c>affine</c>.</summary>
    /// <param name="degrees">The angle.</param>
    /// <param name="moveX">How far to the right, in pixels.</param>
    /// <param name="moveY">How far down, in pixels.</param>
    /// <param name="scale">How much larger.</param>
    /// <param name="shearX">The shear along x in degrees.</param>
    /// <param name="shearY">The shear along y in degrees.</param>
    /// <param name="x">The point around which, from the left.</param>
    /// <param name="y">The point around which, from above.</param>
    public static AffineMatrix Of(
        double degrees, double moveX, double moveY, double scale, double shearX, double shearY, double x, double y)
    {
        var (angle, alongX, alongY) = (Radians(degrees), Radians(shearX), Radians(shearY));
        var a = Math.Cos(angle - alongY) / Math.Cos(alongY);
        var b = -Math.Cos(angle - alongY) * Math.Tan(alongX) / Math.Cos(alongY) - Math.Sin(angle);
        var c = Math.Sin(angle - alongY) / Math.Cos(alongY);
        var d = -Math.Sin(angle - alongY) * Math.Tan(alongX) / Math.Cos(alongY) + Math.Cos(angle);
        var inverse = new AffineMatrix(d / scale, -b / scale, 0, -c / scale, a / scale, 0);
        return inverse with
        {
            C = inverse.A * (-x - moveX) + inverse.B * (-y - moveY) + x,
            F = inverse.D * (-x - moveX) + inverse.E * (-y - moveY) + y,
        };
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
