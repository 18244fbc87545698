using Graft.Data.Augmentation.Pixels;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>
/// The operations of an automatic policy and how strong each is from level to level, with torchvision's arithmetic.
/// </summary>
/// <param name="levels">The number of levels, at least 2.</param>
/// <param name="ranges">The highest magnitude of each operation; where it has a sign, that of either direction.</param>
/// <param name="operations">Those that are drawn from.</param>
internal sealed class Policy(int levels, PolicyRanges ranges, IReadOnlyList<PolicyOperation> operations)
{
    private static readonly byte[] Black = [0, 0, 0];

    public int Levels => levels;

    public IReadOnlyList<PolicyOperation> Operations => operations;

    /// <summary>Whether an operation is made in one direction or the other, by chance.</summary>
    public static bool HasDirection(PolicyOperation operation) =>
        operation is >= PolicyOperation.ShearX and <= PolicyOperation.Sharpness;

    /// <summary>How strong an operation is; 0 where it has no strength.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="level">From 0 to below the number of levels.</param>
    /// <param name="height">The picture's height.</param>
    /// <param name="width">The picture's width.</param>
    public double Magnitude(PolicyOperation operation, int level, int height, int width)
    {
        var share = level / (levels - 1.0);
        return operation switch
        {
            PolicyOperation.ShearX or PolicyOperation.ShearY => share * ranges.Shear,
            PolicyOperation.TranslateX => share * ranges.Translation(width),
            PolicyOperation.TranslateY => share * ranges.Translation(height),
            PolicyOperation.Rotate => share * ranges.Degrees,
            PolicyOperation.Posterize =>
                ranges.MostBits - Math.Round(level / ((levels - 1.0) / ranges.BitsLost), MidpointRounding.ToEven),
            PolicyOperation.Solarize => 255 * (1 - share),
            _ when HasDirection(operation) => share * ranges.Enhancement,
            _ => 0,
        };
    }

    /// <summary>Makes one operation, drawn at random, of a level.</summary>
    public Picture Draw(Picture picture, int level, RandomStream random)
    {
        var operation = operations[random.NextBelow(operations.Count)];
        var magnitude = Magnitude(operation, level, picture.Height, picture.Width);
        var negative = HasDirection(operation) && random.NextBelow(2) == 1;
        return Apply(picture, operation, negative ? -magnitude : magnitude);
    }

    /// <summary>Makes one operation; what comes from outside of the picture is black.</summary>
    public static Picture Apply(Picture picture, PolicyOperation operation, double magnitude) => operation switch
    {
        PolicyOperation.ShearX => Move(picture, 0, 0, Degrees(magnitude), 0, 0, 0),
        PolicyOperation.ShearY => Move(picture, 0, 0, 0, Degrees(magnitude), 0, 0),
        PolicyOperation.TranslateX => Move(picture, (int)magnitude, 0, 0, 0, picture.Width / 2.0, picture.Height / 2.0),
        PolicyOperation.TranslateY => Move(picture, 0, (int)magnitude, 0, 0, picture.Width / 2.0, picture.Height / 2.0),
        PolicyOperation.Rotate => Rotation.Apply(picture, magnitude, smooth: false, Black),
        PolicyOperation.Brightness => Enhancement.Brightness(picture, 1 + magnitude),
        PolicyOperation.Color => Enhancement.Saturation(picture, 1 + magnitude),
        PolicyOperation.Contrast => Enhancement.Contrast(picture, 1 + magnitude),
        PolicyOperation.Sharpness => Enhancement.Sharpness(picture, 1 + magnitude),
        PolicyOperation.Posterize => Tones.Posterize(picture, (int)magnitude),
        PolicyOperation.Solarize => Tones.Solarize(picture, magnitude),
        PolicyOperation.AutoContrast => Tones.AutoContrast(picture),
        PolicyOperation.Equalize => Tones.Equalize(picture),
        _ => picture,
    };

    private static Picture Move(
        Picture picture, double right, double down, double shearX, double shearY, double centreX, double centreY) =>
        Warp.Apply(picture, AffineMatrix.Of(0, right, down, 1, shearX, shearY, centreX, centreY), smooth: false, Black);

    private static double Degrees(double slope) => Math.Atan(slope) * 180 / Math.PI;
}
