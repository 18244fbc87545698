using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>A picture in a file of its own.</summary>
internal sealed class FilePicture(string name, string path) : PictureReference(name)
{
    public override byte[] Read(long maximumBytes)
    {
        try
        {
            // A named pipe has length 0 too, and to open one would wait for ever.
            var length = new FileInfo(path).Length;
            if (length == 0)
                throw new PictureException("The file is empty.");
            if (length > maximumBytes)
                throw new PictureException($"The file has {length} bytes, more than the limit of {maximumBytes}.");
            using var file = Open(path);
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)length));
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or OverflowException)
        {
            throw new PictureException(Explain(error), error);
        }
    }

    /// <summary>Reads the first bytes of a file; fewer where it is shorter, none where it cannot be read.</summary>
    public static ReadOnlySpan<byte> Beginning(string path, Span<byte> buffer)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
                return [];
            using var file = Open(path);
            return buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static string Explain(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "The file does not exist.",
        EndOfStreamException => "The file became shorter while it was read.",
        UnauthorizedAccessException => "The file may not be read: its permissions forbid it.",
        OverflowException => "The file has 2 GiB or more.",
        _ => $"The file cannot be read: {error.Message}",
    };
}
