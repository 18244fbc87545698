using Graft.Data.Augmentation.Pixels;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>
/// Changes brightness, contrast, saturation and hue in random order, as torchvision's <c>ColorJitter</c>.
/// </summary>
public sealed record ColorJitter : PictureAugmentation
{
    /// <summary>Describes how far.</summary>
    /// <param name="brightness">By how much the factor may differ from 1, 0 or above.</param>
    /// <param name="contrast">By how much the factor may differ from 1, 0 or above.</param>
    /// <param name="saturation">By how much the factor may differ from 1, 0 or above.</param>
    /// <param name="hue">How far hues may turn as a share of the colour wheel, 0 to 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its range.</exception>
    public ColorJitter(double brightness = 0, double contrast = 0, double saturation = 0, double hue = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(brightness);
        ArgumentOutOfRangeException.ThrowIfNegative(contrast);
        ArgumentOutOfRangeException.ThrowIfNegative(saturation);
        if (!(hue is >= 0 and <= 0.5))
            throw new ArgumentOutOfRangeException(nameof(hue), hue, "It must be from 0 to 0.5.");
        (Brightness, Contrast, Saturation, Hue) = (brightness, contrast, saturation, hue);
    }

    /// <summary>By how much the factor may differ from 1.</summary>
    public double Brightness { get; }

    /// <summary>By how much the factor may differ from 1.</summary>
    public double Contrast { get; }

    /// <summary>By how much the factor may differ from 1.</summary>
    public double Saturation { get; }

    /// <summary>How far hues may turn as a share of the colour wheel.</summary>
    public double Hue { get; }

    private protected override Picture Change(Picture picture, RandomStream random)
    {
        int[] order = [0, 1, 2, 3];
        random.Shuffle<int>(order);
        var (brightness, contrast) = (Factor(Brightness, random), Factor(Contrast, random));
        var (saturation, hue) = (Factor(Saturation, random), Between(-Hue, Hue, random));
        foreach (var which in order)
            picture = which switch
            {
                0 when Brightness > 0 => Enhancement.Brightness(picture, brightness),
                1 when Contrast > 0 => Enhancement.Contrast(picture, contrast),
                2 when Saturation > 0 => Enhancement.Saturation(picture, saturation),
                3 when Hue > 0 => Pixels.Hue.Shift(picture, hue),
                _ => picture,
            };
        return picture;
    }

    private static double Factor(double reach, RandomStream random) => Between(Math.Max(0, 1 - reach), 1 + reach, random);
}
