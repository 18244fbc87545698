using System.Buffers;

namespace Graft.Training.Batches;

/// <summary>Samples that were read for a batch and are in no tensor yet.</summary>
internal sealed class ReadSamples
{
    private readonly List<float[]> inputs = [];

    private ReadSamples(int[] rows) => Rows = rows;

    /// <summary>The numbers of the samples.</summary>
    public int[] Rows { get; }

    /// <summary>Reads samples into borrowed memory.</summary>
    public static ReadSamples Of(ISamples samples, int[] rows, CancellationToken cancellationToken)
    {
        var read = new ReadSamples(rows);
        foreach (var (input, shape) in samples.Shapes.Index())
        {
            var values = ArrayPool<float>.Shared.Rent(checked((int)(rows.Length * shape.Size)));
            read.inputs.Add(values);
            samples.Read(input, rows, values.AsSpan(0, (int)(rows.Length * shape.Size)), cancellationToken);
        }
        return read;
    }

    /// <summary>Copies the values of an input, <c>[rows, ...]</c> channels last, and gives their memory back.</summary>
    public void Take(int input, Span<float> values)
    {
        inputs[input].AsSpan(0, values.Length).CopyTo(values);
        ArrayPool<float>.Shared.Return(inputs[input]);
    }
}
