using CsCheck;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

public sealed class BmpReaderTests
{
    private static readonly Gen<(int Width, int Height, byte[] Indices)> Pictures =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 6]).SelectMany((width, height) =>
            Gen.Byte.Array[width * height].Select(indices => (width, height, indices)));

    private static readonly byte[] Palette = [.. Enumerable.Range(0, 256 * 4).Select(i => (byte)(i * 37 + i / 7))];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Palette_pictures_of_both_header_kinds_are_read(int bits) => Pictures.Sample((width, height, values) =>
    {
        var indices = values.Select(value => (byte)(value & ((1 << bits) - 1))).ToArray();
        var data = BmpFile.Rows(height, row => Pack(indices.AsSpan((height - 1 - row) * width, width), bits));
        var palette = Palette[..(4 << bits)];
        var corePalette = palette.Where((_, i) => i % 4 != 3).ToArray();
        var expected = indices.SelectMany(Rgb).ToArray();
        return Read(BmpFile.Info(width, height, bits, 0, data, palette)).SequenceEqual(expected)
            && Read(BmpFile.Core(width, height, bits, data, corePalette)).SequenceEqual(expected);
    }, iter: 200);

    [Theory]
    [InlineData(4, 2)]
    [InlineData(8, 1)]
    public void Run_lengths_are_expanded(int bits, int compression) => Pictures.Sample((width, height, values) =>
    {
        var indices = values.Select(value => (byte)(value % 3)).ToArray();
        var data = new List<byte>();
        for (var row = height - 1; row >= 0; row--)
        {
            for (var x = 0; x < width;)
            {
                var index = indices[row * width + x];
                var run = indices.AsSpan(row * width + x, width - x).IndexOfAnyExcept(index);
                run = run < 0 ? width - x : run;
                data.AddRange([(byte)run, (byte)(bits == 8 ? index : index * 17)]);
                x += run;
            }
            data.AddRange([0, 0]);
        }
        data.AddRange([0, 1]);
        var file = BmpFile.Info(width, height, bits, compression, [.. data], Palette[..(4 << bits)]);
        return Read(file).SequenceEqual(indices.SelectMany(Rgb));
    }, iter: 200);

    [Fact]
    public void Literal_runs_of_four_bits_and_moves_are_read()
    {
        // Lowest row: 1, 2, 3, and nothing for the last pixel. A move up by one row; there one pixel, 5.
        byte[] data = [0, 3, 0x12, 0x30, 0, 2, 0, 1, 1, 0x50, 0, 1];
        Assert.Equal(new byte[] { 0, 0, 0, 5, 1, 2, 3, 0 }.SelectMany(Rgb), Read(BmpFile.Info(4, 2, 4, 2, data, Palette[..64])));
    }

    [Fact]
    public void A_run_that_leaves_its_row_is_cut_off() =>
        Assert.Equal(
            new byte[] { 2, 2, 1, 1 }.SelectMany(Rgb), Read(BmpFile.Info(2, 2, 8, 1, [9, 1, 0, 0, 255, 2, 0, 0], Palette)));

    [Fact]
    public void Bits_under_a_mask_are_scaled_to_whole_bytes()
    {
        uint[] masks = [0x3FF00000, 0x000FFC00, 0x000003FF];
        var file = BmpFile.Info(2, -1, 32, 3, [0xFF, 0x03, 0x00, 0x20, 0x00, 0xFC, 0xFF, 0x3F], masks: masks);
        Assert.Equal([127, 0, 255, 255, 255, 0], Read(file));
    }

    [Fact]
    public void Fifteen_bits_need_no_masks() =>
        Assert.Equal([255, 0, 0, 0, 131, 0], Read(BmpFile.Info(2, 1, 16, 0, [0x00, 0x7C, 0x00, 0x02])));

    [Fact]
    public void The_last_row_need_not_be_filled_up() =>
        Assert.Equal([3, 2, 1], Read(BmpFile.Info(1, 1, 24, 0, [1, 2, 3])));

    [Fact]
    public void An_icon_gives_its_largest_picture_with_most_bits()
    {
        var small = BmpFile.InfoBitmap(1, 2, 24, 0, [9, 9, 9, 0, 0, 0, 0, 0]);
        var coarse = BmpFile.InfoBitmap(2, 4, 1, 0, [0, 0, 0, 0, 0, 0, 0, 0], Palette[..8]);
        var fine = BmpFile.InfoBitmap(2, 4, 24, 0, [1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0]);
        Assert.Equal([9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4], Read(BmpFile.Icon((1, 24, small), (2, 1, coarse), (2, 24, fine))));
    }

    [Theory]
    [InlineData(24, 4)]
    [InlineData(8, 5)]
    [InlineData(2, 0)]
    [InlineData(8, 2)]
    public void Unknown_kinds_are_refused(int bits, int compression) =>
        Assert.Throws<PictureException>(() => Read(BmpFile.Info(1, 1, bits, compression, new byte[64], Palette)));

    private static byte[] Read(byte[] file) => PictureDecoder.Decode(file).Pixels;

    private static IEnumerable<byte> Rgb(byte index) => [Palette[4 * index + 2], Palette[4 * index + 1], Palette[4 * index]];

    private static byte[] Pack(ReadOnlySpan<byte> indices, int bits)
    {
        var bytes = new byte[(indices.Length * bits + 7) / 8];
        for (var i = 0; i < indices.Length; i++)
            bytes[i * bits / 8] |= (byte)(indices[i] << (8 - bits - i * bits % 8));
        return bytes;
    }
}
