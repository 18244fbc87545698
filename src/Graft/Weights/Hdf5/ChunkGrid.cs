namespace Graft.Weights.Hdf5;

/// <summary>The places of chunks in an array; those at its edges reach beyond it.</summary>
internal sealed class ChunkGrid(long[] array, long[] chunk, int elementSize)
{
    private readonly long[] sizes = Sizes(array, chunk);

    /// <summary>How many chunks stand along each dimension.</summary>
    public static long[] Sizes(long[] array, long[] chunk) =>
        [.. array.Zip(chunk, (size, step) => size / step + (size % step == 0 ? 0 : 1))];

    /// <summary>Copies a chunk's numbers to their place in the array, leaving out those beyond its edges.</summary>
    public void Copy(long place, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var start = new long[array.Length];
        for (var i = array.Length - 1; i >= 0; i--)
        {
            start[i] = place % sizes[i] * chunk[i];
            place /= sizes[i];
        }
        Copy(0, start, from, to);
    }

    private void Copy(int dimension, long[] start, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var length = (int)Math.Min(chunk[dimension], array[dimension] - start[dimension]);
        var (fromStep, toStep) = (elementSize, elementSize);
        for (var i = dimension + 1; i < array.Length; i++)
            (fromStep, toStep) = (fromStep * (int)chunk[i], toStep * (int)array[i]);
        to = to[(int)(start[dimension] * toStep)..];
        if (dimension == array.Length - 1)
        {
            from[..(length * elementSize)].CopyTo(to);
            return;
        }
        for (var i = 0; i < length; i++)
            Copy(dimension + 1, start, from[(i * fromStep)..], to[(i * toStep)..]);
    }
}
