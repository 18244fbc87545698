using System.Globalization;

namespace Graft.Operations;

/// <summary>
/// The shape of one sample, channels last: <c>[height, width, channels]</c> for pictures, <c>[features]</c> for vectors.
/// The batch axis stands before it and is left open.
/// </summary>
public sealed class Shape : IEquatable<Shape>
{
    private readonly int[] dimensions;

    /// <summary>Makes a shape from its dimensions without the batch.</summary>
    /// <param name="dimensions">Each at least 1; their product at most 2,147,483,647.</param>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1, or a sample would hold too many values.</exception>
    public Shape(params int[] dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        foreach (var dimension in dimensions)
            if (dimension < 1)
                throw new ArgumentOutOfRangeException(nameof(dimensions), dimension, $"Every dimension of a shape is at least "
                    + $"1; given: ({string.Join(", ", dimensions)}).");
        var size = 1L;
        foreach (var dimension in dimensions)
            if ((size *= dimension) > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(dimensions), $"A shape holds at most {int.MaxValue} values; given: "
                    + $"({string.Join(", ", dimensions)}).");
        this.dimensions = [.. dimensions];
    }

    /// <summary>A shape whose dimensions were worked out, so that they may be too large.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are, or one is below 1.</exception>
    internal static Shape Of(params ReadOnlySpan<long> dimensions)
    {
        var fitting = new int[dimensions.Length];
        for (var i = 0; i < fitting.Length; i++)
            fitting[i] = dimensions[i] <= int.MaxValue
                ? (int)Math.Max(dimensions[i], 0)
                : throw new ArgumentOutOfRangeException(nameof(dimensions), $"A dimension of {dimensions[i]} is too large.");
        return new Shape(fitting);
    }

    /// <summary>Number of dimensions without the batch.</summary>
    public int Rank => dimensions.Length;

    /// <summary>Number of values in one sample.</summary>
    public long Size => dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>One dimension; a negative index counts from the end.</summary>
    public int this[int index] => dimensions[index < 0 ? index + dimensions.Length : index];

    /// <summary>The dimensions without the batch.</summary>
    public IReadOnlyList<int> Dimensions => dimensions;

    /// <summary>The last dimension.</summary>
    public int Channels => this[-1];

    /// <summary>Whether this is a map <c>[height, width, channels]</c>.</summary>
    public bool IsMap => Rank == 3;

    /// <summary>The same shape with another last dimension.</summary>
    public Shape WithChannels(int channels) => new([.. dimensions[..^1], channels]);

    /// <summary>A vector.</summary>
    public static implicit operator Shape(int features) => new(features);

    /// <summary>Steps and features.</summary>
    public static implicit operator Shape((int Steps, int Features) shape) => new(shape.Steps, shape.Features);

    /// <summary>A map: height, width, channels.</summary>
    public static implicit operator Shape((int Height, int Width, int Channels) shape) =>
        new(shape.Height, shape.Width, shape.Channels);

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && dimensions.AsSpan().SequenceEqual(other.dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => dimensions.Aggregate(Rank, HashCode.Combine);

    /// <summary>As Keras prints it, the open batch first: <c>(None, 150, 150, 3)</c>.</summary>
    public override string ToString() =>
        Rank == 0
            ? "(None,)"
            : "(None, " + string.Join(", ", dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture))) + ")";
}
