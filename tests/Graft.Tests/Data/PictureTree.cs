using System.Buffers.Binary;
using System.IO.Compression;

namespace Graft.Tests.Data;

/// <summary>A temporary folder of small pictures.</summary>
internal sealed class PictureTree : IDisposable
{
    private int made;

    public string Root { get; } = Directory.CreateTempSubdirectory("graft-data-").FullName;

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    /// <summary>Writes a picture that no other call makes.</summary>
    public PictureTree With(params string[] names)
    {
        foreach (var name in names)
            WithFile(name, Bitmap(++made));
        return this;
    }

    public PictureTree WithFile(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), content);
        return this;
    }

    public PictureTree WithFolder(string name)
    {
        Directory.CreateDirectory(Path(name));
        return this;
    }

    /// <summary>A bitmap of 2 x 2 pixels whose colours tell the number.</summary>
    public static byte[] Bitmap(int number, int width = 2, int height = 2)
    {
        var stride = (width * 3 + 3) / 4 * 4;
        var file = new byte[54 + stride * height];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54 + row * stride + column * 3), (ushort)number);
        return file;
    }

    /// <summary>A zip beside the folder, whose entries are written in the order given.</summary>
    public static void Zip(string path, params (string Name, byte[] Content)[] entries)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(content);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
