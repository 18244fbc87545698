using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Trunk.Programs;

/// <summary>A mean over windows that reach into zeros around a map, where the zeros do not count.</summary>
internal static class PaddedMeans
{
    /// <summary>What the mean with zeros is multiplied by at each place: <c>[1, 1, height, width]</c>, float32.</summary>
    public static Tensor Corrections(Pool pool)
    {
        var (window, map, output) = (pool.Window, pool.Inputs[0].Shape, pool.Output.Shape);
        var rows = Counts(output[0], map[0], window.Size.Height, window.Strides.Height, window.Padding.Top);
        var columns = Counts(output[1], map[1], window.Size.Width, window.Strides.Width, window.Padding.Left);
        var size = (float)(window.Size.Height * window.Size.Width);
        float[] factors = [.. rows.SelectMany(row => columns.Select(column => size / (row * column)))];
        return tensor(factors, 1, 1, rows.Length, columns.Length);
    }

    private static int[] Counts(int places, int length, int size, int stride, int padding)
    {
        var counts = new int[places];
        for (var place = 0; place < places; place++)
        {
            var start = place * stride - padding;
            counts[place] = Math.Min(start + size, length) - Math.Max(start, 0);
        }
        return counts;
    }
}
