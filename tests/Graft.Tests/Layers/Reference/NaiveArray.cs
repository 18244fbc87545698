namespace Graft.Tests.Layers.Reference;

/// <summary>Numbers in double, the last axis fastest.</summary>
internal sealed class NaiveArray
{
    public NaiveArray(params int[] shape) => (Shape, Values) = (shape, new double[shape.Aggregate(1, (size, d) => size * d)]);

    public NaiveArray(NDArray array) : this([.. array.Shape]) => Array.Copy(array.Values, Values, Values.Length);

    public NaiveArray(float[] values, params int[] shape) : this(shape) => Array.Copy(values, Values, Values.Length);

    public int[] Shape { get; }

    public double[] Values { get; }

    public ref double this[params ReadOnlySpan<int> index]
    {
        get
        {
            var at = 0;
            for (var i = 0; i < Shape.Length; i++)
            {
                if (index[i] < 0 || index[i] >= Shape[i])
                    throw new ArgumentOutOfRangeException(nameof(index));
                at = at * Shape[i] + index[i];
            }
            return ref Values[at];
        }
    }

    /// <summary>Each value changed alone.</summary>
    public NaiveArray Map(Func<double, double> function)
    {
        var result = new NaiveArray(Shape);
        for (var i = 0; i < Values.Length; i++)
            result.Values[i] = function(Values[i]);
        return result;
    }

    /// <summary>Each row of the last axis changed as a whole.</summary>
    public NaiveArray MapRows(Func<double[], double[]> function)
    {
        var rows = Values.Chunk(Shape[^1]).Select(function).ToList();
        var result = new NaiveArray([.. Shape[..^1], rows[0].Length]);
        rows.SelectMany(row => row).ToArray().CopyTo(result.Values, 0);
        return result;
    }
}
