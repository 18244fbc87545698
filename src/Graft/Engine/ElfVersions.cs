using System.Buffers.Binary;
using System.Text;

namespace Graft.Engine;

/// <summary>
/// The table of symbol versions that a 64-bit little-endian ELF library asks of others (<c>.gnu.version_r</c>).
/// </summary>
internal static class ElfVersions
{
    private const uint VersionNeedsSection = 0x6ffffffe;
    private const ushort WeakFlag = 0x2;

    /// <summary>
    /// Marks one needed version as weak, so that the loader accepts a library that lacks it.
    /// </summary>
    /// <returns>Whether the image asks for that version, and was changed.</returns>
    public static bool MakeWeak(Span<byte> image, string version)
    {
        if (image.Length < 64 || !image[..4].SequenceEqual("\u007fELF"u8) || image[4] != 2 || image[5] != 1)
            return false;
        var sections = (int)U64(image, 0x28);
        var sectionSize = U16(image, 0x3a);
        var sectionCount = U16(image, 0x3c);
        for (var i = 0; i < sectionCount; i++)
        {
            var section = sections + i * sectionSize;
            if (U32(image, section + 4) != VersionNeedsSection)
                continue;
            var strings = sections + (int)U32(image, section + 0x28) * sectionSize;
            return MakeWeak(image, (int)U64(image, section + 0x18), (int)U64(image, strings + 0x18), version);
        }
        return false;
    }

    private static bool MakeWeak(Span<byte> image, int needs, int names, string version)
    {
        var wanted = Encoding.ASCII.GetBytes(version + "\0");
        var changed = false;
        for (var need = needs; ; need += (int)U32(image, need + 12))
        {
            var entry = need + (int)U32(image, need + 8);
            for (var left = U16(image, need + 2); left > 0; left--)
            {
                if (image[(names + (int)U32(image, entry + 8))..].StartsWith(wanted))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(image[(entry + 4)..], (ushort)(U16(image, entry + 4) | WeakFlag));
                    changed = true;
                }
                entry += (int)U32(image, entry + 12);
            }
            if (U32(image, need + 12) == 0)
                return changed;
        }
    }

    private static ushort U16(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image[at..]);

    private static uint U32(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image[at..]);

    private static ulong U64(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt64LittleEndian(image[at..]);
}
