using System.Buffers.Binary;
using System.Numerics;

namespace Graft.Weights.Hdf5;

/// <summary>The two checksums of the format.</summary>
internal static class Hdf5Checksum
{
    /// <summary>Bob Jenkins's lookup3 (2006, public domain), which guards the structures.</summary>
    public static uint Lookup3(ReadOnlySpan<byte> bytes)
    {
        var a = 0xDEADBEEF + (uint)bytes.Length;
        var (b, c) = (a, a);
        while (bytes.Length > 12)
        {
            Add(bytes, ref a, ref b, ref c);
            Mix(ref a, ref b, ref c);
            bytes = bytes[12..];
        }
        if (bytes.Length == 0)
            return c;
        Span<byte> last = stackalloc byte[12];
        last.Clear();
        bytes.CopyTo(last);
        Add(last, ref a, ref b, ref c);
        return Finish(a, b, c);
    }

    /// <summary>Fletcher's sum over big-endian words of 16 bits, which guards chunks.</summary>
    public static uint Fletcher32(ReadOnlySpan<byte> bytes)
    {
        var (first, second) = (0u, 0u);
        while (bytes.Length > 0)
        {
            // A run so short that the sums cannot pass 32 bits.
            var run = bytes[..Math.Min(bytes.Length, 720)];
            bytes = bytes[run.Length..];
            for (var i = 0; i < run.Length; i += 2)
            {
                first += (uint)(run[i] << 8 | (i + 1 < run.Length ? run[i + 1] : 0));
                second += first;
            }
            first = Fold(first);
            second = Fold(second);
        }
        return Fold(second) << 16 | Fold(first);
    }

    private static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);

    private static void Add(ReadOnlySpan<byte> block, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(block);
        b += BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(block[8..]);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        Turn(ref a, ref c, ref b, 4);
        Turn(ref b, ref a, ref c, 6);
        Turn(ref c, ref b, ref a, 8);
        Turn(ref a, ref c, ref b, 16);
        Turn(ref b, ref a, ref c, 19);
        Turn(ref c, ref b, ref a, 4);
    }

    private static void Turn(ref uint x, ref uint y, ref uint z, int bits)
    {
        x = (x - y) ^ BitOperations.RotateLeft(y, bits);
        y += z;
    }

    private static uint Finish(uint a, uint b, uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        return (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
