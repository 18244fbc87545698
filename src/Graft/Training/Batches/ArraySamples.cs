using Graft.Operations;

namespace Graft.Training.Batches;

/// <summary>Samples that lie in arrays.</summary>
/// <param name="arrays">An array for each input of the network, all with as many samples.</param>
internal sealed class ArraySamples(IReadOnlyList<NDArray> arrays) : ISamples
{
    public int Count => arrays.Count > 0 ? arrays.Min(array => array.Count) : 0;

    public IReadOnlyList<Shape> Shapes { get; } = [.. arrays.Select(array => array.SampleShape)];

    public void Read(int input, ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellationToken) =>
        Read(arrays[input], rows, values);

    /// <summary>Copies samples out of an array.</summary>
    public static void Read(NDArray array, ReadOnlySpan<int> rows, Span<float> values)
    {
        var size = values.Length / rows.Length;
        for (var i = 0; i < rows.Length; i++)
            array[rows[i]].CopyTo(values.Slice(i * size, size));
    }

    public void Check(Problems problems) => problems.Require(
        arrays.All(array => array.Count == Count), $"the arrays of the inputs have different numbers of samples.");
}
