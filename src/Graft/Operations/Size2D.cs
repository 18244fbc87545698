namespace Graft.Operations;

/// <summary>Two whole numbers for the two directions of a picture, such as a kernel's size or its strides.</summary>
/// <param name="Height">Downwards.</param>
/// <param name="Width">To the right.</param>
public readonly record struct Size2D(int Height, int Width)
{
    /// <summary>The same numbers, neither below 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is.</exception>
    internal Size2D AtLeastOne(string parameter) => Height >= 1 && Width >= 1
        ? this
        : throw new ArgumentOutOfRangeException(parameter, $"{Height} x {Width}", "Both numbers are at least 1.");

    /// <summary>The same in both directions.</summary>
    public static implicit operator Size2D(int size) => new(size, size);

    /// <summary>Height, then width.</summary>
    public static implicit operator Size2D((int Height, int Width) size) => new(size.Height, size.Width);
}
