using System.IO.Compression;
using Graft.Runtime.Imaging;
using NetVips;

namespace Graft.Bench.Contenders;

/// <summary>
/// JPEG files of 500 x 375 pixels, the same in every process: photographs brought to that size where a folder or a zip of them is
/// named, else pictures that are made, with details of all sizes as photographs have them.
/// </summary>
internal static class BenchPictures
{
    /// <summary>The environment variable that names a folder or a zip with JPEG files.</summary>
    public const string Variable = "GRAFT_BENCH_PICTURES";

    public const int Width = 500, Height = 375, Count = 96;

    private const int Quality = 90;

    public static IReadOnlyList<byte[]> Load() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path
        ? [.. Photographs(path).Take(Count).Select(file => Encode(Fit(PictureDecoder.Decode(file))))]
        : [.. Enumerable.Range(0, Count).Select(number => Encode(Make(number)))];

    private static Picture Fit(Picture picture) =>
        Resampler.Resize(picture, Height, Width, Resampling.Pillow(Interpolation.Bicubic));

    private static byte[] Encode(Picture picture)
    {
        using var image = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: Quality);
    }

    private static IEnumerable<byte[]> Photographs(string path)
    {
        if (Directory.Exists(path))
        {
            foreach (var file in Directory.EnumerateFiles(path, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                yield return File.ReadAllBytes(file);
            yield break;
        }
        using var archive = ZipFile.OpenRead(path);
        foreach (var entry in archive.Entries.Where(entry => entry.Name.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase)))
        {
            using var content = entry.Open();
            var file = new byte[entry.Length];
            content.ReadExactly(file);
            yield return file;
        }
    }

    /// <summary>Noise in coarse, middle and fine grains; the finer, the weaker.</summary>
    private static Picture Make(int number)
    {
        var sum = new float[3 * Width * Height];
        foreach (var (grain, strength) in new[] { (125, 90f), (25, 50f), (5, 25f), (1, 8f) })
        {
            var (height, width) = (Height / grain, Width / grain);
            var noise = BenchNumbers.Uniform(number * 1000 + grain, 3 * height * width, -strength, strength);
            var layer = Resampler.Resize(noise, height, width, 3, Height, Width, Resampling.TensorFlow("bicubic"));
            for (var i = 0; i < sum.Length; i++)
                sum[i] += layer[i];
        }
        return new Picture(Width, Height, Array.ConvertAll(sum, value => (byte)Math.Clamp(128 + value, 0, 255)));
    }
}
