namespace Graft.Runtime.Imaging;

/// <summary>
/// Where the pixels of a network's input come from: the size to which a picture is brought, and the part that is kept.
/// </summary>
internal sealed class PreprocessingGeometry(Preprocessing preprocessing)
{
    // 256 times the longest side of a JPEG: more is no picture, and would only take time.
    private const long LongestSide = 1 << 24;

    public Picture Apply(PixelView picture)
    {
        var (height, width) = ResizedSize(picture);
        if (Math.Max(height, width) > LongestSide)
            throw new PictureException($"A picture of {picture.Width} x {picture.Height} pixels is too narrow to be cropped.");
        var vertical = Window((int)height, preprocessing.InputHeight);
        var horizontal = Window((int)width, preprocessing.InputWidth);
        var rows = new Axis(picture.Height, (int)height) { First = vertical.First, Length = vertical.Length };
        var columns = new Axis(picture.Width, (int)width) { First = horizontal.First, Length = horizontal.Length };
        var kept = preprocessing.Antialias
            ? Resampler.Resize(picture, rows, columns, Resampling.Pillow(preprocessing.Interpolation))
            : WithoutAntialias(picture, rows, columns);
        return Pad(kept, vertical.Padding, horizontal.Padding);
    }

    private (long Height, long Width) ResizedSize(PixelView picture)
    {
        var (inputHeight, inputWidth) = (preprocessing.InputHeight, preprocessing.InputWidth);
        if (preprocessing.ResizeSize is not { } size)
            return (inputHeight, inputWidth);
        var shorter = Math.Min(inputHeight, inputWidth);
        var (height, width) = ((long)size * inputHeight / shorter, (long)size * inputWidth / shorter);
        if (preprocessing.ResizeRule == ResizeRule.Squash)
            return (height, width);
        if (height == width)
            return picture.Height < picture.Width // torchvision cuts the longer side down to a whole number
                ? (size, (long)size * picture.Width / picture.Height)
                : ((long)size * picture.Height / picture.Width, size);
        var ratio = Math.Min((double)picture.Height / height, (double)picture.Width / width); // timm rounds
        return ((long)Math.Round(picture.Height / ratio), (long)Math.Round(picture.Width / ratio));
    }

    /// <summary>
    /// The middle of an axis, or all of it and what is missing before it; rounded as torchvision's <c>CenterCrop</c>.
    /// </summary>
    private static (int First, int Length, int Padding) Window(int resized, int input) => resized < input
        ? (0, resized, (input - resized) / 2)
        : ((int)Math.Round((resized - input) / 2.0), input, 0);

    private Picture WithoutAntialias(PixelView picture, Axis rows, Axis columns)
    {
        var resampling = Resampling.TensorFlow(preprocessing.Interpolation switch
        {
            Interpolation.Nearest => "nearest",
            Interpolation.Bicubic => "bicubic",
            Interpolation.Lanczos => "lanczos3",
            _ => "bilinear",
        });
        return FloatPictureResampler.Resize(picture, resampling.Weights(rows), resampling.Weights(columns));
    }

    private Picture Pad(Picture picture, int top, int left)
    {
        var (height, width) = (preprocessing.InputHeight, preprocessing.InputWidth);
        if (picture.Height == height && picture.Width == width)
            return picture;
        var padded = new byte[3 * height * width];
        for (var y = 0; y < picture.Height; y++)
            picture.Pixels.AsSpan(3 * y * picture.Width, 3 * picture.Width).CopyTo(padded.AsSpan(3 * ((top + y) * width + left)));
        return new Picture(width, height, padded);
    }
}
