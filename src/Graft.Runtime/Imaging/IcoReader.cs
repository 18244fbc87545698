using System.Buffers.Binary;

namespace Graft.Runtime.Imaging;

/// <summary>
/// Reads the largest picture of an icon file (of several the one with the most bits a pixel); each is a PNG or a bitmap.
/// </summary>
internal static class IcoReader
{
    private const int HeaderLength = 6, EntryLength = 16;

    public static Picture Read(ReadOnlySpan<byte> file, PictureLimits limits)
    {
        if (file.Length < HeaderLength)
            throw Damaged();
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[4..]);
        if (count == 0 || file.Length < HeaderLength + count * EntryLength)
            throw Damaged();
        ReadOnlySpan<byte> largest = default;
        var largestRank = (-1, -1);
        for (var i = 0; i < count; i++)
        {
            var entry = file.Slice(HeaderLength + i * EntryLength, EntryLength);
            var rank = (Side(entry[0]) * Side(entry[1]), (int)BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]));
            if (rank.CompareTo(largestRank) <= 0)
                continue;
            largest = entry;
            largestRank = rank;
        }
        var length = BinaryPrimitives.ReadUInt32LittleEndian(largest[8..]);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(largest[12..]);
        if (offset + (long)length > file.Length)
            throw Damaged();
        var picture = file.Slice((int)offset, (int)length);
        return PictureSignature.Find(picture) == PictureFormat.PNG
            ? VipsReader.Read(picture, PictureFormat.PNG, limits)
            : BmpReader.ReadIcon(picture, limits);
    }

    private static int Side(byte stored) => stored == 0 ? 256 : stored;

    private static PictureException Damaged() => new("The ICO file is damaged or cut short.");
}
