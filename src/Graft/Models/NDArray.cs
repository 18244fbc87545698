using Graft.Operations;

namespace Graft;

/// <summary>Numbers in rows: a batch of samples <c>[batch, ...]</c>, channels last, row by row.</summary>
public sealed class NDArray
{
    private readonly int[] shape;

    /// <summary>Takes over an array of values.</summary>
    /// <param name="values">The values, the last axis fastest; the array is not copied.</param>
    /// <param name="shape">All dimensions, the batch first; the batch may be 0, the others are at least 1.</param>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public NDArray(float[] values, params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        // In double the product of any dimensions is compared without an overflow; exact as far as arrays reach.
        if (shape.Length == 0 || shape[0] < 0 || shape.Skip(1).Any(d => d < 1)
            || shape.Aggregate(1.0, (product, d) => product * d) != values.Length)
            throw new ArgumentException(
                $"{values.Length} values do not have the shape ({string.Join(", ", shape)}).", nameof(values));
        (Values, this.shape) = (values, [.. shape]);
    }

    /// <summary>The values, the last axis fastest.</summary>
    public float[] Values { get; }

    /// <summary>All dimensions, the batch first.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>Number of samples.</summary>
    public int Count => shape[0];

    /// <summary>The shape of one sample.</summary>
    public Shape SampleShape => new(shape[1..]);

    /// <summary>The values of one sample.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    public ReadOnlySpan<float> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var size = Values.Length / Count;
            return Values.AsSpan(index * size, size);
        }
    }

    /// <summary>A vector of numbers, one a sample.</summary>
    public static implicit operator NDArray(float[] values) =>
        new(values, values?.Length ?? throw new ArgumentNullException(nameof(values)));

    /// <summary>Rows of features.</summary>
    public static implicit operator NDArray(float[,] values) => Copy(values);

    /// <summary>A batch of maps <c>[batch, height, width, channels]</c>.</summary>
    public static implicit operator NDArray(float[,,,] values) => Copy(values);

    /// <summary>Whole numbers, one a sample: class indices.</summary>
    public static implicit operator NDArray(int[] values) => new([.. values.Select(v => (float)v)], values.Length);

    private static NDArray Copy(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var flat = new float[values.Length];
        Buffer.BlockCopy(values, 0, flat, 0, Buffer.ByteLength(values));
        return new NDArray(flat, [.. Enumerable.Range(0, values.Rank).Select(values.GetLength)]);
    }
}
