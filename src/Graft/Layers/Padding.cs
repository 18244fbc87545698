using System.Text.Json.Nodes;
using Graft.Operations;

namespace Graft.Layers;

/// <summary>What a window does at a map's border.</summary>
/// <remarks>
/// A text (<c>"valid"</c>, <c>"same"</c>), a number for all four sides and <see cref="Operations.Margins"/> are paddings where
/// one is wanted. PyTorch's networks give numbers where Keras's say <c>"same"</c>: with a stride of 2 the two differ.
/// </remarks>
public readonly record struct Padding
{
    // Far beyond any picture; sums of sides and sizes stay whole numbers.
    private const int Most = 1 << 20;

    private readonly bool isSame;
    private readonly Margins margins;

    private Padding(bool isSame, Margins margins) => (this.isSame, this.margins) = (isSame, margins);

    /// <summary>No padding: the window stays inside the map (<c>"valid"</c>).</summary>
    public static Padding Valid => default;

    /// <summary>
    /// As much as lets every stride begin inside the map, more at the end where it is uneven: TensorFlow's <c>"same"</c>.
    /// </summary>
    public static Padding Same => new(isSame: true, Margins.None);

    /// <summary>The same number of rows and columns on each side, whatever the map's size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or larger than any picture.</exception>
    public static implicit operator Padding(int size) => (Margins)size;

    /// <summary>Rows and columns for each side, whatever the map's size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is negative, or larger than any picture.</exception>
    public static implicit operator Padding(Margins margins)
    {
        foreach (var side in (ReadOnlySpan<int>)[margins.Top, margins.Bottom, margins.Left, margins.Right])
            if (side is < 0 or > Most)
                throw new ArgumentOutOfRangeException(nameof(margins), margins, $"A padding is 0 to {Most} on each side.");
        return new Padding(isSame: false, margins);
    }

    /// <summary><c>"valid"</c> or <c>"same"</c>.</summary>
    /// <exception cref="ArgumentException">It is another text.</exception>
    public static implicit operator Padding(string padding) => padding switch
    {
        "same" => Same,
        "valid" => Valid,
        _ => throw new ArgumentException($"The padding is \"valid\" or \"same\"; given: \"{padding}\".", nameof(padding)),
    };

    /// <summary>The text by which it was given, or the four numbers.</summary>
    public override string ToString() => isSame ? "same"
        : margins == Margins.None ? "valid"
        : $"{margins.Top}, {margins.Bottom}, {margins.Left}, {margins.Right}";

    internal Window On(Shape map, Size2D size, Size2D strides, Size2D dilation) =>
        isSame ? Window.For(map, size, strides, dilation, same: true) : new Window(size, strides, margins, dilation);

    /// <summary>Whether a window of this size always sees some of the map.</summary>
    internal bool IsBelow(Size2D size) =>
        Math.Max(margins.Top, margins.Bottom) < size.Height && Math.Max(margins.Left, margins.Right) < size.Width;

    internal JsonNode Json() => isSame || margins == Margins.None ? ToString() : margins.Json();
}
