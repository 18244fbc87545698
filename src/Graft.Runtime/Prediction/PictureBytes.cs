using Graft.Runtime.Imaging;

namespace Graft.Runtime;

/// <summary>Reads a picture's file out of a stream, and no more of it than is allowed.</summary>
internal static class PictureBytes
{
    private const int FirstGuess = 1 << 16;

    /// <exception cref="PictureException">The stream is longer than allowed.</exception>
    public static ReadOnlyMemory<byte> Read(Stream stream, PictureLimits limits)
    {
        var limit = Math.Min(limits.MaximumBytes, Array.MaxLength - 1);
        var left = stream.CanSeek ? stream.Length - stream.Position : FirstGuess;
        if (left > limit)
            throw TooLong(limit);
        // One byte more than expected: so the end is seen without a larger array.
        var bytes = new byte[Math.Max(left, 0) + 1];
        var length = 0;
        while (true)
        {
            var count = stream.Read(bytes, length, bytes.Length - length);
            if (count == 0)
                return bytes.AsMemory(0, length);
            length += count;
            if (length > limit)
                throw TooLong(limit);
            if (length == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(2L * bytes.Length, limit + 1));
        }
    }

    private static PictureException TooLong(long limit) => new($"The file has more bytes than the limit of {limit}.");
}
