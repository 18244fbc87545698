using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Graft.Tests.Weights;

/// <summary>numpy's files, written as its format text says.</summary>
internal static class NumpyFiles
{
    /// <summary>A <c>.npy</c> file: magic, version, length of the header, a Python dictionary, then the numbers.</summary>
    public static byte[] Array(string type, string shape, ReadOnlySpan<byte> numbers)
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

    /// <summary>A <c>.npz</c> file of such files.</summary>
    public static byte[] Archive(CompressionLevel level, params IEnumerable<(string Name, byte[] Bytes)> arrays)
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
