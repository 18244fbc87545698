namespace Graft.Operations;

/// <summary>A window that slides over a map: what convolutions and poolings share.</summary>
/// <param name="Size">The window's own size.</param>
/// <param name="Strides">Steps from one place to the next.</param>
/// <param name="Padding">Rows and columns added around the map first.</param>
/// <param name="Dilation">Distance between the window's own points.</param>
public readonly record struct Window(Size2D Size, Size2D Strides, Margins Padding, Size2D Dilation)
{
    /// <summary>
    /// A window whose padding follows TensorFlow's rule for <c>"valid"</c> (none) or <c>"same"</c> (more at the end).
    /// </summary>
    public static Window For(Shape input, Size2D size, Size2D strides, Size2D dilation, bool same)
    {
        if (!same)
            return new Window(size, strides, Margins.None, dilation);
        var (top, bottom) = Same(input[0], size.Height, strides.Height, dilation.Height);
        var (left, right) = Same(input[1], size.Width, strides.Width, dilation.Width);
        return new Window(size, strides, new Margins(top, bottom, left, right), dilation);
    }

    /// <summary>Height and width of the result on a map.</summary>
    /// <exception cref="ArgumentException">The window is larger than the padded map.</exception>
    public Size2D OutputSize(Shape input)
    {
        var height = Places((long)input[0] + Padding.Top + Padding.Bottom, Size.Height, Strides.Height, Dilation.Height);
        var width = Places((long)input[1] + Padding.Left + Padding.Right, Size.Width, Strides.Width, Dilation.Width);
        if (height < 1 || width < 1)
            throw new ArgumentException($"A window of {Size.Height} x {Size.Width} does not fit into a map of {input[0]} x "
                + $"{input[1]}: give a larger input.");
        return new Size2D(height, width);
    }

    private static int Places(long length, int size, int stride, int dilation)
    {
        var room = length - Reach(size, dilation);
        return room < 0 ? 0 : (int)(room / stride + 1);
    }

    private static (int Before, int After) Same(int length, int size, int stride, int dilation)
    {
        var places = ((long)length + stride - 1) / stride;
        var total = Math.Max((places - 1) * stride + Reach(size, dilation) - length, 0);
        return total <= int.MaxValue
            ? ((int)(total / 2), (int)(total - total / 2))
            : throw new ArgumentException($"A window of {size} points at a distance of {dilation} is too large.");
    }

    private static long Reach(int size, int dilation) => (size - 1L) * dilation + 1;
}
