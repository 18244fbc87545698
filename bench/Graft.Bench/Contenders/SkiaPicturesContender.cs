using SkiaSharp;

namespace Graft.Bench.Contenders;

/// <summary>SkiaSharp's own decoding and resizing, as one writes it.</summary>
internal sealed class SkiaPicturesContender(int threads) : PicturesContender(threads)
{
    private static readonly SKSamplingOptions Linear = new(SKFilterMode.Linear);

    public override string Title => "SkiaSharp, linear";

    protected override void Prepare(byte[] file) => Resized(file).Dispose();

    protected override byte[] Pixels(byte[] file)
    {
        using var resized = Resized(file);
        return [.. resized.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
    }

    private static SKBitmap Resized(byte[] file)
    {
        using var picture = SKBitmap.Decode(file);
        return picture.Resize(new SKImageInfo(Side, Side, picture.ColorType, picture.AlphaType), Linear);
    }
}
