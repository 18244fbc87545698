using System.IO.Compression;
using System.Text;

namespace Graft.Trunk.Programs;

/// <summary>
/// A TorchScript program as the file that libtorch loads: a stored zip of one object without fields, and the source of its class.
/// libtorch's compiler of plain text does not know oneDNN's operators; the loader of such files does.
/// </summary>
internal static class ScriptArchive
{
    // A pickle, its opcodes beside what they do: an object of the class with the attribute training = False.
    private static readonly byte[] Instance =
    [
        0x80, 2, // protocol 2
        .. "c__torch__\nTrunk\n"u8, // the class
        .. ")"u8, 0x81, // called without arguments
        .. "}(X"u8, 8, 0, 0, 0, .. "training"u8, 0x89, // a dictionary with one text and False
        .. "ub."u8, // becomes the object's state
    ];

    /// <summary>The bytes of the file.</summary>
    /// <param name="methods">The methods of the class, indented by two blanks.</param>
    public static byte[] Write(string methods)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "data.pkl", Instance);
            Add(zip, "code/__torch__.py", Encoding.UTF8.GetBytes(
                $"class Trunk(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n{methods}"));
            Add(zip, "constants.pkl", [0x80, 0x02, (byte)')', (byte)'.']);
            Add(zip, "version", "10\n"u8);
            Add(zip, "byteorder", "little"u8);
        }
        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        using var entry = zip.CreateEntry("trunk/" + name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
