namespace Graft.Runtime.Imaging;

/// <summary>Pictures with left and right exchanged.</summary>
public static class MirrorImage
{
    private const int Channels = 3;

    /// <summary>The mirror images of pictures.</summary>
    /// <param name="pixels"><c>[count, height, width, 3]</c></param>
    /// <param name="width">Their width, at least 1.</param>
    public static byte[] Of(ReadOnlySpan<byte> pixels, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var mirrored = new byte[pixels.Length];
        var rowLength = width * Channels;
        for (var row = 0; row < pixels.Length; row += rowLength)
        {
            for (var column = 0; column < width; column++)
            {
                var from = row + (width - 1 - column) * Channels;
                pixels.Slice(from, Channels).CopyTo(mirrored.AsSpan(row + column * Channels));
            }
        }
        return mirrored;
    }
}
