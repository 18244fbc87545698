namespace Graft.Runtime.Imaging;

/// <summary>One axis of a picture that is resized.</summary>
/// <param name="From">The old length in pixels.</param>
/// <param name="To">The new length in pixels.</param>
internal readonly record struct Axis(int From, int To)
{
    /// <summary>Where the part begins that is brought to the new length, in old pixels.</summary>
    public double Start { get; init; } = 0;

    /// <summary>Where that part ends.</summary>
    public double End { get; init; } = From;

    /// <summary>The first of the new pixels that are wanted; the others are never computed.</summary>
    public int First { get; init; } = 0;

    /// <summary>How many of the new pixels are wanted.</summary>
    public int Length { get; init; } = To;

    /// <summary>Whether each new pixel is an old one, the first the first.</summary>
    public bool IsUnchanged => this == new Axis(From, From);
}
