using System.Runtime.InteropServices;
using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Batches;

/// <summary>Copies samples out of an array.</summary>
internal static class ArrayRows
{
    /// <summary>
    /// The samples with these numbers as <c>[rows, ...]</c>, in libtorch's order of axes; the channels of a pixel stay side by
    /// side.
    /// </summary>
    public static torch.Tensor Take(NDArray array, int[] rows)
    {
        var tensor = torch.empty([rows.Length, .. array.Shape.Skip(1).Select(size => (long)size)], torch.float32);
        var values = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        var size = values.Length / rows.Length;
        for (var i = 0; i < rows.Length; i++)
            array[rows[i]].CopyTo(values.Slice(i * size, size));
        return Layout.FromLogical(tensor);
    }

    /// <summary>A copy of neighbouring samples.</summary>
    public static NDArray Slice(NDArray array, int start, int count)
    {
        var size = array.Values.Length / array.Count;
        return new NDArray(array.Values[(start * size)..((start + count) * size)], [count, .. array.Shape.Skip(1)]);
    }
}
