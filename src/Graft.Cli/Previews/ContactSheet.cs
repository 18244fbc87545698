using Graft.Runtime.Imaging;

namespace Graft.Cli.Previews;

/// <summary>Many pictures of one size beside and below each other on white.</summary>
internal sealed class ContactSheet
{
    private const int Gap = 4;
    private const byte White = 255;

    private readonly int cellHeight;
    private readonly int cellWidth;

    /// <summary>An empty sheet.</summary>
    /// <param name="rows">How many pictures stand below each other, at least 1.</param>
    /// <param name="columns">How many stand beside each other, at least 1.</param>
    /// <param name="cellHeight">The pictures' height in pixels.</param>
    /// <param name="cellWidth">The pictures' width in pixels.</param>
    public ContactSheet(int rows, int columns, int cellHeight, int cellWidth)
    {
        (this.cellHeight, this.cellWidth) = (cellHeight, cellWidth);
        var (height, width) = (rows * (cellHeight + Gap) + Gap, columns * (cellWidth + Gap) + Gap);
        var pixels = new byte[checked(3 * height * width)];
        Array.Fill(pixels, White);
        Picture = new Picture(width, height, pixels);
    }

    /// <summary>The sheet as it is now.</summary>
    public Picture Picture { get; }

    /// <summary>Puts a picture in its place, counted from 0 on.</summary>
    public void Put(int row, int column, Picture picture)
    {
        var (top, left) = (Gap + row * (cellHeight + Gap), Gap + column * (cellWidth + Gap));
        for (var y = 0; y < cellHeight; y++)
            picture.Pixels.AsSpan(3 * y * cellWidth, 3 * cellWidth)
                .CopyTo(Picture.Pixels.AsSpan(3 * ((top + y) * Picture.Width + left)));
    }
}
