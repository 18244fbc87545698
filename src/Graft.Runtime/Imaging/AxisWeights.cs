namespace Graft.Runtime.Imaging;

/// <summary>
/// How one axis is resampled: each new position is a weighted sum of neighbouring old ones. Computed once for all rows, columns
/// and channels.
/// </summary>
internal sealed class AxisWeights
{
    private AxisWeights(int length, int taps) =>
        (Length, Taps, First, Count, Values) = (length, taps, new int[length], new int[length], new double[length * taps]);

    /// <summary>The number of new positions.</summary>
    public int Length { get; }

    /// <summary>The largest number of weights that a position has.</summary>
    public int Taps { get; }

    /// <summary>For each new position, the first old one that has a weight.</summary>
    public int[] First { get; }

    /// <summary>For each new position, how many old ones have a weight.</summary>
    public int[] Count { get; }

    /// <summary>The weights, <c>[Length, Taps]</c>.</summary>
    public double[] Values { get; }

    /// <summary>The weights of one new position.</summary>
    public ReadOnlySpan<double> Of(int position) => Values.AsSpan(position * Taps, Count[position]);

    /// <summary>The old positions that have a weight at all: the first, and how many there are from it to the last.</summary>
    public (int First, int Length) Range()
    {
        var (first, end) = (int.MaxValue, 0);
        for (var position = 0; position < Length; position++)
            (first, end) = (Math.Min(first, First[position]), Math.Max(end, First[position] + Count[position]));
        return (first, end - first);
    }

    /// <summary>
    /// A kernel around the centre of each new pixel, its weights brought to the sum 1; what lies outside the picture has none.
    /// </summary>
    /// <param name="axis">The axis.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="antialias">Whether the kernel is widened where the picture shrinks, so that each old pixel counts.</param>
    /// <param name="precision">How exactly the places are computed.</param>
    public static AxisWeights Windowed(
        Axis axis, ResamplingKernel kernel, bool antialias, PlacePrecision precision = PlacePrecision.Double)
    {
        var scale = precision switch
        {
            PlacePrecision.Single => (float)axis.From / axis.To,
            PlacePrecision.SingleReciprocal => (float)(1.0 / ((float)axis.To / axis.From)),
            _ => (axis.End - axis.Start) / axis.To,
        };
        var stretch = antialias ? Math.Max(scale, 1) : 1;
        var radius = kernel.Radius * stretch;
        var weights = new AxisWeights(axis.Length, (int)Math.Ceiling(radius) * 2 + 1);
        for (var position = 0; position < axis.Length; position++)
        {
            var centre = axis.Start + (axis.First + position + 0.5) * scale;
            if (precision != PlacePrecision.Double)
                centre = (float)centre;
            var first = Math.Max((int)(centre - radius + 0.5), 0);
            var values = weights.Set(position, first, Math.Min((int)(centre + radius + 0.5), axis.From) - first);
            for (var i = 0; i < values.Length; i++)
                values[i] = kernel.Weight((i + first - centre + 0.5) * (1 / stretch));
            BringToOne(values);
        }
        return weights;
    }

    /// <summary>The nearest old position for each new one, its place summed up step by step as Pillow does.</summary>
    public static AxisWeights NearestByStep(Axis axis)
    {
        var step = (axis.End - axis.Start) / axis.To;
        var place = axis.Start + step * 0.5;
        for (var skipped = 0; skipped < axis.First; skipped++)
            place += step;
        var weights = new AxisWeights(axis.Length, 1);
        for (var position = 0; position < axis.Length; position++, place += step)
            weights.Set(position, Math.Min((int)place, axis.From - 1), 1)[0] = 1;
        return weights;
    }

    /// <summary>
    /// The nearest old position for each new one, by its place in single precision, as TensorFlow and torch do: its centre's, or
    /// its upper left corner's (torch's first way, which shifts the picture).
    /// </summary>
    public static AxisWeights Nearest(Axis axis, bool centre)
    {
        var scale = (float)axis.From / axis.To;
        var weights = new AxisWeights(axis.Length, 1);
        for (var position = 0; position < axis.Length; position++)
        {
            var place = (axis.First + position + (centre ? 0.5f : 0f)) * scale;
            weights.Set(position, Math.Min((int)place, axis.From - 1), 1)[0] = 1;
        }
        return weights;
    }

    /// <summary>Each old pixel counts by how much of it a new pixel covers (<c>tf.image.resize</c> with method area).</summary>
    public static AxisWeights Coverage(Axis axis)
    {
        var scale = (float)axis.From / axis.To;
        var weights = new AxisWeights(axis.Length, (int)Math.Ceiling(scale) + 2);
        for (var position = 0; position < axis.Length; position++)
        {
            var start = (axis.First + position) * scale;
            var end = Math.Min((axis.First + position + 1) * scale, axis.From);
            var first = (int)start;
            var values = weights.Set(position, first, (int)Math.Ceiling(end) - first);
            for (var i = 0; i < values.Length; i++)
                values[i] = (Math.Min(first + i + 1, end) - Math.Max(first + i, start)) / scale;
        }
        return weights;
    }

    /// <summary>
    /// The plain mean of all old pixels that a new one touches (torch's area, which is adaptive average pooling).
    /// </summary>
    public static AxisWeights AdaptiveMean(Axis axis)
    {
        var weights = new AxisWeights(axis.Length, axis.From / axis.To + 2);
        for (var position = 0; position < axis.Length; position++)
        {
            var start = (long)(axis.First + position) * axis.From;
            var (first, end) = (start / axis.To, (start + axis.From + axis.To - 1) / axis.To);
            weights.Set(position, (int)first, (int)(end - first)).Fill(1.0 / (end - first));
        }
        return weights;
    }

    /// <summary>Four weights of a cubic; outside the picture its last pixel is repeated (torch without antialias).</summary>
    public static AxisWeights RepeatedCubic(Axis axis, ResamplingKernel kernel)
    {
        var scale = (float)axis.From / axis.To;
        var last = axis.From - 1;
        var weights = new AxisWeights(axis.Length, 4);
        for (var position = 0; position < axis.Length; position++)
        {
            var place = scale * (axis.First + position + 0.5f) - 0.5f;
            var lower = (int)MathF.Floor(place) - 1;
            var first = Math.Clamp(lower, 0, last);
            var values = weights.Set(position, first, Math.Clamp(lower + 3, 0, last) - first + 1);
            for (var tap = lower; tap < lower + 4; tap++)
                values[Math.Clamp(tap, 0, last) - first] += kernel.Weight(place - tap);
        }
        return weights;
    }

    /// <summary>
    /// Four weights of a cubic, for places rounded to 1/1024 of a pixel (<c>tf.image.resize</c> without antialias).
    /// </summary>
    public static AxisWeights TabulatedCubic(Axis axis, ResamplingKernel kernel)
    {
        var scale = (float)axis.From / axis.To;
        var weights = new AxisWeights(axis.Length, 4);
        for (var position = 0; position < axis.Length; position++)
        {
            var place = (axis.First + position + 0.5f) * scale - 0.5f;
            var lower = (int)MathF.Floor(place);
            var fraction = MathF.Round((place - lower) * 1024) / 1024;
            var (first, last) = (Math.Max(lower - 1, 0), Math.Min(lower + 2, axis.From - 1));
            var values = weights.Set(position, first, last - first + 1);
            for (var i = 0; i < values.Length; i++)
                values[i] = kernel.Weight(first + i - lower - fraction);
            BringToOne(values);
        }
        return weights;
    }

    private Span<double> Set(int position, int first, int count)
    {
        (First[position], Count[position]) = (first, count);
        return Values.AsSpan(position * Taps, count);
    }

    private static void BringToOne(Span<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        for (var i = 0; i < values.Length && sum != 0; i++)
            values[i] /= sum;
    }
}
