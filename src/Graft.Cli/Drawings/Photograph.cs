using System.Globalization;
using System.Text;
using Graft.Engine;
using Graft.Runtime.Imaging;
using NetVips;

namespace Graft.Cli.Drawings;

/// <summary>A scene as a picture that a poor camera would take: not quite sharp, in some light, with noise.</summary>
internal static class Photograph
{
    private const double SceneSize = 100;
    private const int Channels = 3;

    /// <summary>Takes one.</summary>
    /// <param name="scene">SVG of 100 x 100.</param>
    /// <param name="size">Height and width of the picture in pixels.</param>
    /// <param name="random">All randomness comes from it.</param>
    public static Picture Of(string scene, int size, RandomStream random)
    {
        using var drawn = Image.SvgloadBuffer(Encoding.UTF8.GetBytes(scene), scale: size / SceneSize);
        using var opaque = drawn.HasAlpha() ? drawn.Flatten() : drawn.Copy();
        using var soft = opaque.Gaussblur(random.Between(0.2, 0.9));
        using var bytes = soft.Cast(Enums.BandFormat.Uchar);
        var pixels = bytes.WriteToMemory<byte>();
        if (pixels.Length != size * size * Channels)
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"A drawing of {size} x {size} has {pixels.Length} values."));
        Expose(pixels, random);
        return new Picture(size, size, pixels);
    }

    private static void Expose(byte[] pixels, RandomStream random)
    {
        var (light, contrast, noise) = (random.Between(-22, 22), random.Between(0.75, 1.15), random.Between(2, 10));
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(
                Math.Round(128 + contrast * (pixels[i] - 128) + light + noise * random.NextNormal()), byte.MinValue, byte.MaxValue);
    }
}
