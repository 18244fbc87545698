using System.Runtime.InteropServices;
using Graft.Engine;
using Graft.Operations;
using TorchSharp;

namespace Graft.Training.Batches;

/// <summary>Puts samples into tensors.</summary>
internal static class SampleTensors
{
    /// <summary>Takes the values of a tensor, <c>[rows, ...]</c>, channels last.</summary>
    public delegate void Fill(Span<float> values);

    /// <summary>
    /// For each input <c>[rows, ...]</c> in libtorch's order of axes; the channels of a pixel stay side by side.
    /// </summary>
    public static IReadOnlyList<torch.Tensor> Take(ISamples samples, int[] rows, CancellationToken cancellationToken) =>
        Of(samples.Shapes, ReadSamples.Of(samples, rows, cancellationToken));

    /// <summary>The same of samples that were read; they are used up.</summary>
    /// <param name="shapes">For each input the shape of a sample.</param>
    /// <param name="read">The samples.</param>
    public static IReadOnlyList<torch.Tensor> Of(IReadOnlyList<Shape> shapes, ReadSamples read) =>
        [.. shapes.Select((shape, input) => Layout.FromLogical(
            Filled([read.Rows.Length, .. shape.Dimensions], values => read.Take(input, values))))];

    /// <summary>A new tensor in the logical order of axes.</summary>
    public static torch.Tensor Filled(IEnumerable<int> shape, Fill fill)
    {
        var tensor = torch.empty([.. shape.Select(size => (long)size)], torch.float32);
        fill(MemoryMarshal.Cast<byte, float>(tensor.bytes));
        return tensor;
    }
}
