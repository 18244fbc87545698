namespace Graft.Operations;

/// <summary>Rows and columns added around a map, or cut off it.</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns on the left.</param>
/// <param name="Right">Columns on the right.</param>
public readonly record struct Margins(int Top, int Bottom, int Left, int Right)
{
    /// <summary>Nothing on any side.</summary>
    public static Margins None => default;

    /// <summary>Whether opposite sides are equal.</summary>
    public bool IsSymmetric => Top == Bottom && Left == Right;

    /// <summary>The same on all sides.</summary>
    public static implicit operator Margins(int size) => new(size, size, size, size);

    /// <summary>One number for rows, one for columns.</summary>
    public static implicit operator Margins((int Rows, int Columns) size) =>
        new(size.Rows, size.Rows, size.Columns, size.Columns);

    /// <summary>Keras's order: (top, bottom), (left, right).</summary>
    public static implicit operator Margins(((int Top, int Bottom) Rows, (int Left, int Right) Columns) size) =>
        new(size.Rows.Top, size.Rows.Bottom, size.Columns.Left, size.Columns.Right);
}
