using System.Text;
using CsCheck;
using Graft.Cli.FeatureFiles;

namespace Graft.Cli.Tests.FeatureFiles;

public sealed class NpyReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 1, 24, new long[] { 2, 3 })]
    [InlineData("{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (6,)}", 2, 24, new long[] { 6 })]
    [InlineData("{'shape': (), 'descr': '<f4', 'fortran_order': False}", 3, 4, new long[0])]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }", 1, 0, new long[] { 0, 3 })]
    public void Headers_of_every_version_are_read(string header, int version, int bytes, long[] shape)
    {
        using var reader = NpyReader.Open(Write(header, version, bytes));

        Assert.Equal(shape, reader.Shape);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", 16, "'<f8'")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}", 8, "'>f4'")]
    [InlineData("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)}", 8, "no single type")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1)}", 8, "Fortran")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", 23, "needs 24 bytes and 23 are there")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", 25, "needs 24 bytes and 25 are there")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -3)}", 24, "no size")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807, 9)}", 4, "needs")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", 4, "no single type and shape")]
    public void What_is_wrong_with_a_file_is_said(string header, int bytes, string reason)
    {
        var path = Write(header, 1, bytes);
        var refusal = Assert.Throws<NpyException>(() => NpyReader.Open(path));

        Assert.StartsWith($"'{path}' cannot be used: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_something_else_are_refused()
    {
        Assert.Throws<NpyException>(() => NpyReader.Open(folder.File("missing.npy")));
        Assert.Throws<NpyException>(() => NpyReader.Open(folder.Path));
        File.WriteAllText(folder.File("text.npy"), "not an array");
        Assert.Throws<NpyException>(() => NpyReader.Open(folder.File("text.npy")));
    }

    [Fact]
    public void No_bytes_break_the_reader() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 3]).Sample((noise, version) =>
    {
        var path = folder.File("noise.npy");
        File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, (byte)version, 0, .. noise]);
        try
        {
            NpyReader.Open(path).Dispose();
        }
        catch (NpyException)
        {
            // The only way out.
        }
    }, iter: 300, threads: 1);

    private string Write(string header, int version, int bytes)
    {
        var path = folder.File("a.npy");
        byte[] length = version == 1 ? [(byte)header.Length, 0] : [(byte)header.Length, 0, 0, 0];
        File.WriteAllBytes(
            path, [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.Latin1.GetBytes(header), .. new byte[bytes]]);
        return path;
    }
}
