using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Testing;

/// <summary>
/// A state dict as <c>torch.save</c> writes it: a zip archive of stored files, a pickle that names the tensors, and a file of
/// bytes for each. Written with .NET's own zip, not with what Graft reads it by.
/// </summary>
public static class TorchSave
{
    /// <summary>Writes tensors of floats.</summary>
    public static void Write(string path, IEnumerable<(string Name, long[] Shape, float[] Values)> tensors)
    {
        var named = new List<(string Name, long[] Shape)>();
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, shape, values) in tensors)
        {
            Add(archive, $"data/{named.Count.ToString(CultureInfo.InvariantCulture)}", MemoryMarshal.AsBytes(values.AsSpan()));
            named.Add((name, shape));
        }
        Add(archive, "data.pkl", Pickle(named));
        Add(archive, "byteorder", "little"u8);
        Add(archive, "version", "3\n"u8);
    }

    /// <summary>The pickle of such a file, in protocol 2; the tensors' storages are numbered.</summary>
    public static byte[] Pickle(IEnumerable<(string Name, long[] Shape)> tensors)
    {
        var bytes = new List<byte>();
        Opcodes("\u0080\u0002ccollections\nOrderedDict\n)R(");
        foreach (var (number, (name, shape)) in tensors.Index())
        {
            Text(name);
            Opcodes("ctorch._utils\n_rebuild_tensor_v2\n((");
            Text("storage");
            Opcodes("ctorch\nFloatStorage\n");
            Text(number.ToString(CultureInfo.InvariantCulture));
            Text("cpu");
            Number(shape.Aggregate(1L, (product, size) => product * size));
            Opcodes("tQK\0");
            Tuple(shape);
            Tuple(Strides(shape));
            Opcodes("\u0089ccollections\nOrderedDict\n)RtR");
        }
        Opcodes("u.");
        return [.. bytes];

        void Opcodes(string text) => bytes.AddRange(Encoding.Latin1.GetBytes(text));

        void Text(string text)
        {
            var encoded = Encoding.UTF8.GetBytes(text);
            bytes.Add((byte)'X');
            Four(encoded.Length);
            bytes.AddRange(encoded);
        }

        void Tuple(long[] numbers)
        {
            Opcodes("(");
            foreach (var number in numbers)
                Number(number);
            Opcodes("t");
        }

        void Number(long number)
        {
            bytes.Add((byte)'J');
            Four(checked((int)number));
        }

        void Four(int number)
        {
            var four = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(four, number);
            bytes.AddRange(four);
        }
    }

    // Of the last axis first: row by row.
    private static long[] Strides(long[] shape)
    {
        var (strides, step) = (new long[shape.Length], 1L);
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= shape[axis];
        }
        return strides;
    }

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> bytes)
    {
        using var entry = archive.CreateEntry($"archive/{name}", CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }
}
