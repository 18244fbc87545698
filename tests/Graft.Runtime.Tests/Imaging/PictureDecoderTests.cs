using System.Security.Cryptography;
using System.Text;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

public sealed class PictureDecoderTests
{
    [Fact]
    public void Every_good_picture_has_the_bytes_that_Pillow_gives()
    {
        // Lossy ones too: the decoders are the same libraries.
        var arrays = Shared.Tensors("fixtures", "imaging", "pictures.safetensors");
        var good = PictureFixture.All().Where(fixture => fixture.Status == "ok").ToList();
        Assert.Equal(97, good.Count);
        foreach (var fixture in good)
        {
            var picture = PictureDecoder.Decode(fixture.File);
            Assert.True(fixture.UprightSize.SequenceEqual([picture.Width, picture.Height]), fixture.Id);
            Assert.True(Stored(picture, fixture).AsSpan().SequenceEqual(arrays[fixture.SaneKey ?? fixture.Id].Bytes), fixture.Id);
            if (fixture.SaneKey is not null)
                continue;
            Assert.True(fixture.Sum.SequenceEqual(Sums(picture)), fixture.Id);
            if (fixture.Hash is not null)
                Assert.True(fixture.Hash == Convert.ToHexStringLower(SHA256.HashData(picture.Pixels)), fixture.Id);
        }
    }

    [Fact]
    public void Every_bad_picture_is_refused_with_one_sentence()
    {
        var bad = PictureFixture.All().Where(fixture => fixture.Status is "unreadable" or "truncated" or "refused").ToList();
        Assert.Equal(23, bad.Count);
        foreach (var fixture in bad)
        {
            var refusal = Assert.Throws<PictureException>(() => PictureDecoder.Decode(fixture.File));
            Assert.Matches(@"^[A-Z][^\n]+\.$", refusal.Message);
        }
    }

    [Fact]
    public void A_damaged_picture_is_refused_or_has_its_right_size_and_its_good_pixels()
    {
        var arrays = Shared.Tensors("fixtures", "imaging", "pictures.safetensors");
        var damaged = PictureFixture.All().Where(fixture => fixture.Status == "damaged").ToList();
        Assert.Equal(2, damaged.Count);
        foreach (var fixture in damaged)
        {
            if (Attempt(fixture.File) is not { } picture)
                continue;
            Assert.Equal((fixture.UprightSize[0], fixture.UprightSize[1]), (picture.Width, picture.Height));
            if (fixture.HasPixels)
                Assert.Equal(arrays[fixture.Id].Bytes, Stored(picture, fixture));
        }
    }

    [Fact]
    public void An_Avif_picture_is_read_with_plainly_repeated_chroma()
    {
        var arrays = Shared.Tensors("fixtures", "imaging", "pictures.safetensors");
        var expected = arrays["avif"].Bytes;
        var actual = PictureDecoder.Decode(PictureFixture.FileOf("avif")).Pixels;
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Average(), 0, 6.5);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>")]
    [InlineData("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>")]
    [InlineData("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")]
    [InlineData("P3 1 1 255 1 2 3")]
    [InlineData("1,2,3\n4,5,6\n")]
    [InlineData("#?RADIANCE\n")]
    [InlineData("SIMPLE  =                    T")]
    [InlineData(" \n<!DOCTYPE HTML><title>404</title>")]
    [InlineData("\u0000\u0000\u0000\u0018ftypheic\u0000\u0000\u0000\u0000")]
    public void What_is_no_raster_picture_is_refused(string file)
    {
        var bytes = Encoding.UTF8.GetBytes(file);
        Assert.False(PictureDecoder.Recognizes(bytes));
        Assert.Throws<PictureException>(() => PictureDecoder.Decode(bytes));
    }

    [Fact]
    public void The_first_bytes_tell_every_good_picture()
    {
        var known = PictureFixture.All().Where(fixture => fixture.Status is "ok" or "optional");
        Assert.All(known, fixture => Assert.True(PictureDecoder.Recognizes(fixture.File.AsSpan(0, 16)), fixture.Id));
    }

    [Fact]
    public void Limits_are_kept_to_the_byte_and_to_the_pixel()
    {
        var file = PictureFixture.FileOf("png_rgba");
        var limits = new PictureLimits { MaximumBytes = file.Length, MaximumPixels = 75 * 51 };
        PictureDecoder.Decode(file, limits);
        Assert.Throws<PictureException>(() => PictureDecoder.Decode(file, limits with { MaximumBytes = file.Length - 1 }));
        Assert.Throws<PictureException>(() => PictureDecoder.Decode(file, limits with { MaximumPixels = 75 * 51 - 1 }));
    }

    [Fact]
    public void A_gif_frame_smaller_than_its_canvas_lies_on_the_transparent_colour()
    {
        var file = PictureFixture.FileOf("gif_transparent");
        var small = PictureDecoder.Decode(file);
        file[6] += 6;
        file[8] += 2;
        var large = PictureDecoder.Decode(file);
        Assert.Equal((small.Width + 6, small.Height + 2), (large.Width, large.Height));
        var transparent = file.AsSpan(13 + 3 * 3, 3).ToArray();
        for (var y = 0; y < large.Height; y++)
            for (var x = 0; x < large.Width; x++)
                Assert.Equal(x < small.Width && y < small.Height ? Pixel(small, x, y) : transparent, Pixel(large, x, y));
    }

    [Fact]
    public async Task Many_threads_decode_at_once()
    {
        var files = PictureFixture.All()
            .Where(fixture => fixture.Hash is not null && fixture.Status == "ok" && fixture.SaneKey is null).ToList();
        await Parallel.ForEachAsync(Enumerable.Repeat(files, 8).SelectMany(list => list), new ParallelOptions
        {
            MaxDegreeOfParallelism = 8,
            CancellationToken = TestContext.Current.CancellationToken,
        }, (fixture, _) =>
        {
            Assert.Equal(fixture.Hash, Convert.ToHexStringLower(SHA256.HashData(PictureDecoder.Decode(fixture.File).Pixels)));
            return ValueTask.CompletedTask;
        });
    }

    private static Picture? Attempt(byte[] file)
    {
        try
        {
            return PictureDecoder.Decode(file);
        }
        catch (PictureException)
        {
            return null;
        }
    }

    private static byte[] Stored(Picture picture, PictureFixture fixture)
    {
        if (fixture.Crop is not [var left, var top, var width, var height])
            return picture.Pixels;
        var (start, rowLength) = (3 * (top * picture.Width + left), 3 * picture.Width);
        return [.. Enumerable.Range(0, height).SelectMany(y => picture.Pixels.Skip(start + y * rowLength).Take(3 * width))];
    }

    private static int[] Sums(Picture picture)
    {
        var sums = new int[3];
        for (var i = 0; i < picture.Pixels.Length; i++)
            sums[i % 3] += picture.Pixels[i];
        return sums;
    }

    private static byte[] Pixel(Picture picture, int x, int y) => picture.Pixels.AsSpan(3 * (y * picture.Width + x), 3).ToArray();
}
