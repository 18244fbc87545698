using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

/// <summary>
/// Difference hashes compare neighbouring pixels of a picture that was resized to a few: one wrong bit in decoding or resizing
/// flips one of them. Here the widths of pictures shrink far more than in any pipeline, in either order of the two axes.
/// </summary>
public sealed class PictureHashTests
{
    [Theory]
    [InlineData("dhash", 9, 8)]
    [InlineData("dhash_16", 17, 16)]
    [InlineData("dhash_vertical", 8, 9)]
    public void Difference_hashes_of_all_pictures_are_those_of_ImageHash(string name, int width, int height)
    {
        using var json = Shared.Json("fixtures", "evaluation", "hashes.json");
        var entries = json.RootElement.GetProperty("pictures").EnumerateArray().ToList();
        Assert.NotEmpty(entries);
        foreach (var entry in entries)
        {
            var file = Shared.Path("fixtures", "imaging", "pictures", entry.GetProperty("file").GetString()!);
            var grey = Grey(PictureDecoder.Decode(File.ReadAllBytes(file)));
            var small = Resampler.Resize(grey, height, width, Resampling.Pillow(Interpolation.Lanczos));
            Assert.Equal((file, entry.GetProperty(name).GetString()), (file, Differences(small, vertical: height > width)));
        }
    }

    /// <summary>Pillow's conversion to grey, in all three channels.</summary>
    private static Picture Grey(Picture picture)
    {
        var grey = picture.Pixels.Chunk(3).Select(rgb => (byte)((19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) >> 16));
        return new(picture.Width, picture.Height, [.. grey.SelectMany(value => Enumerable.Repeat(value, 3))]);
    }

    private static string Differences(Picture picture, bool vertical)
    {
        int Value(int x, int y) => picture.Pixels[3 * (y * picture.Width + x)];
        var bits = vertical
            ? from y in Enumerable.Range(1, picture.Height - 1)
              from x in Enumerable.Range(0, picture.Width)
              select Value(x, y) > Value(x, y - 1)
            : from y in Enumerable.Range(0, picture.Height)
              from x in Enumerable.Range(1, picture.Width - 1)
              select Value(x, y) > Value(x - 1, y);
        var bytes = bits.Chunk(8).Select(eight => (byte)eight.Aggregate(0, (number, bit) => 2 * number + (bit ? 1 : 0)));
        return Convert.ToHexStringLower(bytes.ToArray());
    }
}
