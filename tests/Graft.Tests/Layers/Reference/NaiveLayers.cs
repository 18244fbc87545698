using Graft.Operations;

namespace Graft.Tests.Layers.Reference;

/// <summary>Layers as their definitions say, in plain loops over maps <c>[batch, height, width, channels]</c>.</summary>
internal static class NaiveLayers
{
    /// <summary>With a kernel <c>[height, width, in / groups, out]</c>.</summary>
    public static NaiveArray Convolve(
        NaiveArray input, NaiveArray kernel, float[]? bias, Size2D strides, Size2D dilation, bool same, int groups)
    {
        var (rows, columns) = Windows(input, (kernel.Shape[0], kernel.Shape[1]), strides, dilation, same);
        var (channels, filters) = (kernel.Shape[2], kernel.Shape[3]);
        return Each(input, rows, columns, filters, (b, y, x, filter) =>
        {
            var sum = (double)(bias?[filter] ?? 0);
            var first = filter / (filters / groups) * channels;
            foreach (var (i, row) in rows.Points(y))
                foreach (var (j, column) in columns.Points(x))
                    for (var channel = 0; channel < channels; channel++)
                        sum += kernel[i, j, channel, filter] * input[b, row, column, first + channel];
            return sum;
        });
    }

    /// <summary>With a kernel <c>[height, width, channels, multiplier]</c>.</summary>
    public static NaiveArray ConvolveDepthwise(
        NaiveArray input, NaiveArray kernel, float[]? bias, Size2D strides, Size2D dilation, bool same)
    {
        var (rows, columns) = Windows(input, (kernel.Shape[0], kernel.Shape[1]), strides, dilation, same);
        var multiplier = kernel.Shape[3];
        return Each(input, rows, columns, kernel.Shape[2] * multiplier, (b, y, x, output) =>
        {
            var sum = (double)(bias?[output] ?? 0);
            foreach (var (i, row) in rows.Points(y))
                foreach (var (j, column) in columns.Points(x))
                    sum += kernel[i, j, output / multiplier, output % multiplier] * input[b, row, column, output / multiplier];
            return sum;
        });
    }

    public static NaiveArray Pool(
        NaiveArray input, Size2D size, Size2D strides, bool same, Func<IEnumerable<double>, double> take)
    {
        var (rows, columns) = Windows(input, size, strides, 1, same);
        return Each(input, rows, columns, input.Shape[3], (b, y, x, channel) => take(
            from row in rows.Points(y) from column in columns.Points(x) select input[b, row.At, column.At, channel]));
    }

    public static NaiveArray Upsample(NaiveArray input, Size2D factor, bool bilinear)
    {
        var result = new NaiveArray(
            input.Shape[0], input.Shape[1] * factor.Height, input.Shape[2] * factor.Width, input.Shape[3]);
        Fill(result, (b, y, x, channel) =>
        {
            if (!bilinear)
                return input[b, y / factor.Height, x / factor.Width, channel];
            var (top, bottom, down) = Between(y, factor.Height, input.Shape[1]);
            var (left, right, across) = Between(x, factor.Width, input.Shape[2]);
            return (1 - down) * ((1 - across) * input[b, top, left, channel] + across * input[b, top, right, channel])
                + down * ((1 - across) * input[b, bottom, left, channel] + across * input[b, bottom, right, channel]);
        });
        return result;
    }

    /// <summary>Every value of a map by its four indices.</summary>
    public static void Fill(NaiveArray map, Func<int, int, int, int, double> value)
    {
        for (var b = 0; b < map.Shape[0]; b++)
            for (var y = 0; y < map.Shape[1]; y++)
                for (var x = 0; x < map.Shape[2]; x++)
                    for (var channel = 0; channel < map.Shape[3]; channel++)
                        map[b, y, x, channel] = value(b, y, x, channel);
    }

    private static NaiveArray Each(
        NaiveArray input, NaiveWindow rows, NaiveWindow columns, int channels, Func<int, int, int, int, double> value)
    {
        var result = new NaiveArray(input.Shape[0], rows.Places, columns.Places, channels);
        Fill(result, value);
        return result;
    }

    private static (NaiveWindow Rows, NaiveWindow Columns) Windows(
        NaiveArray input, Size2D size, Size2D strides, Size2D dilation, bool same) =>
        (new(input.Shape[1], size.Height, strides.Height, dilation.Height, same),
            new(input.Shape[2], size.Width, strides.Width, dilation.Width, same));

    // Half-pixel centres, the border's value beyond the border.
    private static (int Low, int High, double Share) Between(int at, int factor, int length)
    {
        var place = Math.Clamp((at + 0.5) / factor - 0.5, 0, length - 1);
        var low = (int)Math.Floor(place);
        return (low, Math.Min(low + 1, length - 1), place - low);
    }
}
