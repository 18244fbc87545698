namespace Graft.Weights.Torch;

/// <summary>A view of a storage, checked to lie inside of it.</summary>
/// <param name="Storage">Where the numbers are.</param>
/// <param name="Type">What one number is.</param>
/// <param name="Offset">The first number.</param>
/// <param name="Shape">The sizes of the dimensions.</param>
/// <param name="Strides">For each dimension, how many numbers further the next one is.</param>
internal sealed record TorchTensor(TorchStorage Storage, ElementType Type, long Offset, long[] Shape, long[] Strides)
{
    private const int MostDimensions = 64;

    /// <summary>How many numbers there are.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>How many numbers of the storage lie between the first and the last of the view, both included.</summary>
    public long Span => Count == 0 ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Whether the view is a piece of the storage as it lies there.</summary>
    public bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return Count == 0;
                expected *= Shape[i];
            }
            return true;
        }
    }

    /// <summary>A view, or what is wrong with it.</summary>
    public static (TorchTensor? Tensor, string? Wrong) Of(
        TorchStoragePart part, ElementType type, long offset, long[] shape, long[] strides)
    {
        if (shape.Length > MostDimensions)
            return (null, $"a tensor has {shape.Length} dimensions; {MostDimensions} is the limit");
        if (shape.Length != strides.Length)
            return (null, $"a tensor has {shape.Length} sizes and {strides.Length} strides");
        if (offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
            return (null, "a tensor has a negative size, stride or offset");
        var (bytes, span) = ((Int128)type.Size(), (Int128)1);
        var isEmpty = shape.Contains(0);
        for (var i = 0; i < shape.Length; i++)
        {
            bytes *= Math.Max(shape[i], 1);
            span += isEmpty ? 0 : (Int128)(shape[i] - 1) * strides[i];
            if (bytes > long.MaxValue || span > long.MaxValue)
                return (null, $"a tensor of shape [{string.Join(", ", shape)}] is beyond all bounds");
        }
        var scale = part.Storage.Type is null ? type.Size() : 1;
        if ((Int128)(offset + (isEmpty ? 0 : span)) * scale > part.Count)
            return (null, $"a tensor of shape [{string.Join(", ", shape)}] reaches beyond its storage of {part.Count}");
        return (new(part.Storage, type, part.Start / scale + offset, shape, strides), null);
    }
}
