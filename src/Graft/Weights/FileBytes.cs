using Microsoft.Win32.SafeHandles;

namespace Graft.Weights;

/// <summary>
/// A file as bytes at addresses. Read, not memory-mapped: a mapped file that another program shortens ends this one.
/// </summary>
internal sealed class FileBytes : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly long start;

    private FileBytes(string path, SafeFileHandle handle, long start, long? length)
    {
        Path = path;
        this.handle = handle;
        this.start = start;
        Length = length ?? RandomAccess.GetLength(handle) - start;
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
            return new FileBytes(path, File.OpenHandle(path), start, length);
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

    /// <summary>Fills the destination from an address that the caller has checked against <see cref="Length"/>.</summary>
    public void Read(long address, Span<byte> destination)
    {
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

    public void Dispose() => handle.Dispose();
}
