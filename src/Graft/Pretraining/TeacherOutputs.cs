using Graft.Trunk.Features;

namespace Graft.Pretraining;

/// <summary>What a teacher gave for all views of all pictures.</summary>
/// <param name="table">A row for each view of each picture: the logits, then the pooled outputs of the blocks.</param>
/// <param name="classes">Numbers of the logits.</param>
/// <param name="features">Numbers of the blocks together.</param>
/// <param name="views">Views of a picture.</param>
internal sealed class TeacherOutputs(FeatureTable table, int classes, int features, int views) : IDisposable
{
    private const double SmallestDeviation = 1e-3;

    private float[] mean = new float[features];
    private float[] scale = [.. Enumerable.Repeat(1f, features)];

    /// <summary>How many views of a picture there are.</summary>
    public int Views => views;

    /// <summary>Reads the teacher's probabilities for a view.</summary>
    /// <param name="row">The number of the picture.</param>
    /// <param name="view">The number of the view.</param>
    /// <param name="temperature">What the logits are divided by.</param>
    /// <param name="values">Takes as many as it has classes.</param>
    public void Probabilities(int row, int view, double temperature, Span<float> values)
    {
        table.Read((long)row * views + view, 0, values);
        var (largest, sum) = (float.NegativeInfinity, 0.0);
        foreach (var logit in values)
            largest = Math.Max(largest, logit);
        foreach (ref var value in values)
            sum += value = (float)Math.Exp((value - largest) / temperature);
        foreach (ref var value in values)
            value = (float)(value / sum);
    }

    /// <summary>
    /// Reads the pooled outputs for a view: their square roots, as heads use them, with a mean of 0 and a deviation of 1 each where
    /// <see cref="Standardize"/> was called.
    /// </summary>
    /// <param name="row">The number of the picture.</param>
    /// <param name="view">The number of the view.</param>
    /// <param name="values">Takes as many as the blocks have numbers.</param>
    public void Features(int row, int view, Span<float> values)
    {
        Roots(row, view, values);
        for (var i = 0; i < values.Length; i++)
            values[i] = (values[i] - mean[i]) * scale[i];
    }

    /// <summary>Takes mean and deviation of each number over the first view of all pictures.</summary>
    public void Standardize()
    {
        var (sums, squares, count) = (new double[features], new double[features], table.Rows / views);
        var values = new float[features];
        for (var row = 0; row < count; row++)
        {
            Roots(row, 0, values);
            for (var i = 0; i < features; i++)
            {
                sums[i] += values[i];
                squares[i] += (double)values[i] * values[i];
            }
        }
        mean = [.. sums.Select(sum => (float)(sum / count))];
        scale = [.. squares.Select((square, i) =>
            (float)(1 / Math.Max(SmallestDeviation, Math.Sqrt(Math.Max(0, square / count - (double)mean[i] * mean[i])))))];
    }

    /// <summary>Takes mean and deviation over from others.</summary>
    public void StandardizeAs(TeacherOutputs other) => (mean, scale) = (other.mean, other.scale);

    public void Dispose() => table.Dispose();

    // Of a value below zero, which only networks without rectifiers give, the root of its size with its sign.
    private void Roots(int row, int view, Span<float> values)
    {
        table.Read((long)row * views + view, classes, values);
        foreach (ref var value in values)
            value = MathF.CopySign(MathF.Sqrt(MathF.Abs(value)), value);
    }
}
