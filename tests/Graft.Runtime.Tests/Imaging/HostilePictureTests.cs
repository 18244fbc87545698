using System.Diagnostics;
using CsCheck;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

/// <summary>Alone, because memory is measured.</summary>
[CollectionDefinition(nameof(HostilePictureTests), DisableParallelization = true)]
[Collection(nameof(HostilePictureTests))]
public sealed class HostilePictureTests
{
    [Fact]
    public void A_refused_huge_picture_costs_no_memory()
    {
        var huge = PictureFixture.All().Where(fixture => fixture.Status == "refused").ToList();
        Assert.Equal(3, huge.Count);
        Refuse(huge[0].File);
        foreach (var fixture in huge)
        {
            var (managed, resident) = (GC.GetAllocatedBytesForCurrentThread(), Resident());
            Refuse(fixture.File);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - managed, 0, 1 << 20);
            Assert.InRange(Resident() - resident, long.MinValue, 16 << 20);
        }
    }

    [Fact]
    public void A_small_file_that_claims_to_be_large_costs_little_memory()
    {
        // A JPEG of 120x90 whose frame header is changed to 13,000x13,000, right below the limit of pixels.
        var file = PictureFixture.FileOf("jpeg_444");
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        byte[] size = [0x32, 0xC8, 0x32, 0xC8];
        size.CopyTo(file, frame + 5);
        var resident = Resident();
        Refuse(file);
        Assert.InRange(Resident() - resident, long.MinValue, 64 << 20);
    }

    [Fact]
    public void Changed_bytes_give_a_picture_or_a_refusal_and_never_anything_else()
    {
        var files = PictureFixture.All().Select(fixture => fixture.File).Where(file => file.Length > 0).ToArray();
        var limits = new PictureLimits { MaximumPixels = 4_000_000 };
        var change = Gen.Select(Gen.Double[0, 1], Gen.Bool, Gen.Byte);
        Gen.Select(Gen.Int[0, files.Length - 1], change.Array[0, 20], Gen.Double[0, 4]).Sample((index, changes, length) =>
        {
            var file = files[index].AsSpan(0, (int)(files[index].Length * Math.Min(length, 1))).ToArray();
            foreach (var (where, isHeader, value) in file.Length > 0 ? changes : [])
                file[(int)(where * (Math.Min(file.Length, isHeader ? 200 : int.MaxValue) - 1))] = value;
            var clock = Stopwatch.StartNew();
            Decode(file, limits);
            return clock.Elapsed < TimeSpan.FromSeconds(10);
        }, iter: 4000);
    }

    private static void Refuse(byte[] file) => Assert.Throws<PictureException>(() => PictureDecoder.Decode(file));

    private static void Decode(byte[] file, PictureLimits limits)
    {
        try
        {
            PictureDecoder.Decode(file, limits);
        }
        catch (PictureException)
        {
            // A refusal is as good as a picture.
        }
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
