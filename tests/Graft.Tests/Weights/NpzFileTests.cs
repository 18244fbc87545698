using System.IO.Compression;
using System.Runtime.InteropServices;
using Graft.Weights;

namespace Graft.Tests.Weights;

public sealed class NpzFileTests
{
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Arrays_of_an_archive_are_read_by_their_names(CompressionLevel level)
    {
        using var folder = new TemporaryFolder();
        float[] numbers = [1, -2, 3.5f, 4, 5, 6];
        long[] counts = [7, -8];
        using var file = WeightsFile.Open(folder.Write("w.npz", NumpyFiles.Archive(
            level,
            ("conv1/kernel", NumpyFiles.Array("<f4", "2, 3", MemoryMarshal.AsBytes(numbers.AsSpan()))),
            ("count", NumpyFiles.Array("<i8", "2,", MemoryMarshal.AsBytes(counts.AsSpan()))),
            ("scalar", NumpyFiles.Array("<f4", "", MemoryMarshal.AsBytes(numbers.AsSpan(2, 1)))))));
        Assert.Equal(["conv1/kernel", "count", "scalar"], file.Arrays.Select(array => array.Path));
        Assert.Equal(("conv1", "kernel"), (file.Arrays[0].Layer, file.Arrays[0].Weight));
        Assert.Equal([2L, 3L], file.Arrays[0].Shape);
        Assert.Equal(numbers, file.Arrays[0].ReadSingles());
        Assert.Equal((ElementType.Int64, 7f), (file.Arrays[1].ElementType, file.Arrays[1].ReadSingles()[0]));
        Assert.Equal([3.5f], file.Arrays[2].ReadSingles());
        Assert.Empty(file.Arrays[2].Shape);
    }

    [Theory]
    [InlineData("|O", "2,", 16, "pickles in disguise")]
    [InlineData(">f4", "2,", 8, "'>f4'")]
    [InlineData("<f4", "2, 3", 20, "needs 24 bytes and 20 are there")]
    [InlineData("<f4", "9999999999999, 9999999999999", 8, "needs")]
    [InlineData("<f4", "-1,", 8, "'-1', which is no size")]
    public void What_is_no_array_of_numbers_is_refused(string type, string shape, int bytes, string reason)
    {
        using var folder = new TemporaryFolder();
        var array = NumpyFiles.Array(type, shape, new byte[bytes]);
        var path = folder.Write("w.npz", NumpyFiles.Archive(CompressionLevel.NoCompression, ("a", array)));
        Assert.Contains(reason, Assert.Throws<WeightsException>(() => WeightsFile.Open(path)).Message);
    }

    [Fact]
    public void Changed_bytes_give_a_sound_file_or_a_WeightsException_and_nothing_else() => Mutations.Check(
        NumpyFiles.Archive(
            CompressionLevel.Optimal, ("a", NumpyFiles.Array("<f4", "2, 3", new byte[24])),
            ("b", NumpyFiles.Array("<i2", "4,", new byte[8]))),
        ".npz", iterations: 400);
}
