using System.Buffers.Binary;
using System.Drawing;

namespace Graft.Runtime.Imaging;

/// <summary>
/// Reads the first frame of a GIF. libvips decodes it; but it makes pixels black that are transparent, or that the frame does not
/// cover. Where alpha is dropped, the former have their palette colour and the latter the colour that is marked transparent (else
/// the palette's first), as in Pillow.
/// </summary>
internal static class GifReader
{
    private const int ScreenDescriptorEnd = 13;
    private const byte Extension = 0x21, GraphicControl = 0xF9, ImageDescriptor = 0x2C;

    public static Picture Read(ReadOnlySpan<byte> file, PictureLimits limits)
    {
        if (file.Length < ScreenDescriptorEnd)
            throw Damaged();
        limits.CheckSize(BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));
        var opaque = file.ToArray();
        var (position, transparent) = FindFirstFrame(opaque);
        var picture = VipsReader.Read(opaque, PictureFormat.GIF, limits);
        if (position + 10 <= file.Length)
            FillAround(picture, FrameOf(file[position..]), Colour(file, position, transparent ?? 0));
        return picture;
    }

    /// <summary>Where the first frame's descriptor lies, and its transparent palette index, which is declared opaque.</summary>
    private static (int Position, byte? Transparent) FindFirstFrame(Span<byte> file)
    {
        var position = ScreenDescriptorEnd + PaletteLength(file[10]);
        byte? transparent = null;
        while (position + 1 < file.Length && file[position] != ImageDescriptor)
        {
            if (file[position] != Extension)
                throw Damaged();
            if (file[position + 1] == GraphicControl && position + 6 < file.Length)
            {
                transparent = (file[position + 3] & 1) != 0 ? file[position + 6] : null;
                file[position + 3] &= 0xFE;
            }
            position += 2;
            while (position < file.Length && file[position] != 0)
                position += file[position] + 1;
            position++;
        }
        return (position, transparent);
    }

    private static Rectangle FrameOf(ReadOnlySpan<byte> descriptor) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(descriptor[1..]), BinaryPrimitives.ReadUInt16LittleEndian(descriptor[3..]),
        BinaryPrimitives.ReadUInt16LittleEndian(descriptor[5..]), BinaryPrimitives.ReadUInt16LittleEndian(descriptor[7..]));

    /// <summary>A colour of the frame's own palette, or of the common one where the frame has none.</summary>
    private static ReadOnlySpan<byte> Colour(ReadOnlySpan<byte> file, int frame, int index)
    {
        var (start, length) = PaletteLength(file[frame + 9]) is > 0 and var own
            ? (frame + 10, own)
            : (ScreenDescriptorEnd, PaletteLength(file[10]));
        var entry = start + 3 * index;
        return 3 * index < length && entry + 3 <= file.Length ? file.Slice(entry, 3) : [0, 0, 0];
    }

    private static void FillAround(Picture picture, Rectangle frame, ReadOnlySpan<byte> colour)
    {
        if (frame.Contains(new Rectangle(0, 0, picture.Width, picture.Height)))
            return;
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                if (!frame.Contains(x, y))
                    colour.CopyTo(picture.Pixels.AsSpan(3 * (y * picture.Width + x)));
    }

    private static int PaletteLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static PictureException Damaged() => new("The GIF file is damaged or cut short.");
}
