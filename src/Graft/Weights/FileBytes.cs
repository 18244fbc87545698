using Microsoft.Win32.SafeHandles;

namespace Graft.Weights;

/// <summary>
/// A file as bytes at addresses. Read, not memory-mapped: a mapped file that another program shortens ends this one.
/// </summary>
internal sealed class FileBytes : IDisposable
{
    private readonly SafeFileHandle? handle;
    private readonly ReadOnlyMemory<byte> memory;
    private readonly long start;
    private readonly bool isPart;

    private FileBytes(string path, SafeFileHandle? handle, ReadOnlyMemory<byte> memory, long start, long length, bool isPart)
    {
        Path = path;
        this.handle = handle;
        this.memory = memory;
        this.start = start;
        this.isPart = isPart;
        Length = length;
    }

    public string Path { get; }

    /// <summary>The file's length when it was opened, or that of the part that is read.</summary>
    public long Length { get; }

    /// <summary>Opens a file, or a part of one that is a file by itself.</summary>
    public static FileBytes Open(string path, long start = 0, long? length = null)
    {
        try
        {
            if (Directory.Exists(path))
                throw new WeightsException($"'{path}' is a folder, not a weights file.");
            var handle = File.OpenHandle(path);
            return new FileBytes(path, handle, default, start, length ?? RandomAccess.GetLength(handle) - start, isPart: false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WeightsException($"There is no weights file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new WeightsException($"The weights file '{path}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>What was compressed inside a file, unpacked into memory.</summary>
    /// <param name="path">The file around it, for messages.</param>
    /// <param name="bytes">All bytes.</param>
    public static FileBytes InMemory(string path, ReadOnlyMemory<byte> bytes) =>
        new(path, null, bytes, 0, bytes.Length, isPart: true);

    /// <summary>A part that is a file by itself; it ends with this one. The caller has checked that it lies inside.</summary>
    public FileBytes Part(long start, long length) => new(Path, handle, memory, this.start + start, length, isPart: true);

    /// <summary>Fills the destination from an address that the caller has checked against <see cref="Length"/>.</summary>
    public void Read(long address, Span<byte> destination)
    {
        if (handle is null)
        {
            memory.Span.Slice((int)(start + address), destination.Length).CopyTo(destination);
            return;
        }
        try
        {
            while (destination.Length > 0)
            {
                var count = RandomAccess.Read(handle, destination, start + address);
                if (count == 0)
                    throw new WeightsException($"'{Path}' ended early: it became shorter while it was read.");
                address += count;
                destination = destination[count..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"The weights file '{Path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Up to <paramref name="count"/> bytes from the file's start.</summary>
    public byte[] Start(int count)
    {
        var bytes = new byte[Math.Min(count, Length)];
        Read(0, bytes);
        return bytes;
    }

    public void Dispose()
    {
        if (!isPart)
            handle?.Dispose();
    }
}
