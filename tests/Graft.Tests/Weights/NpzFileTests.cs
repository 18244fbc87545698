using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
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
        using var file = WeightsFile.Open(folder.Write("w.npz", Archive(
            level,
            ("conv1/kernel", Array("<f4", "2, 3", MemoryMarshal.AsBytes(numbers.AsSpan()))),
            ("count", Array("<i8", "2,", MemoryMarshal.AsBytes(counts.AsSpan()))),
            ("scalar", Array("<f4", "", MemoryMarshal.AsBytes(numbers.AsSpan(2, 1)))))));
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
        var path = folder.Write("w.npz", Archive(CompressionLevel.NoCompression, ("a", Array(type, shape, new byte[bytes]))));
        Assert.Contains(reason, Assert.Throws<WeightsException>(() => WeightsFile.Open(path)).Message);
    }

    [Fact]
    public void Changed_bytes_give_a_sound_file_or_a_WeightsException_and_nothing_else() => Mutations.Check(
        Archive(CompressionLevel.Optimal, ("a", Array("<f4", "2, 3", new byte[24])), ("b", Array("<i2", "4,", new byte[8]))),
        ".npz", iterations: 400);

    // As numpy's format text says it: magic, version, length of the header, a Python dictionary, then the numbers.
    private static byte[] Array(string type, string shape, ReadOnlySpan<byte> numbers)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}");
        var padded = new byte[(10 + header.Length + 1 + 63) / 64 * 64 - 10];
        padded.AsSpan().Fill((byte)' ');
        header.CopyTo(padded, 0);
        padded[^1] = (byte)'\n';
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)padded.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. padded, .. numbers];
    }

    private static byte[] Archive(CompressionLevel level, params (string Name, byte[] Bytes)[] arrays)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
            foreach (var (name, bytes) in arrays)
            {
                using var entry = archive.CreateEntry(name + ".npy", level).Open();
                entry.Write(bytes);
            }
        return stream.ToArray();
    }
}
