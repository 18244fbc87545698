namespace Graft.Bench.Contenders;

/// <summary>
/// Numbers that every process makes alike: weights that keep the size of the values through a deep network, and pictures.
/// </summary>
internal static class BenchNumbers
{
    /// <summary>Fills all weights.</summary>
    public static void FillWeights(Model model)
    {
        foreach (var (index, weight) in model.Weights.Index())
        {
            var fanIn = weight.Name == "depthwise_kernel" ? weight.Shape[0] * weight.Shape[1] : weight.Count / weight.Shape[-1];
            var (middle, width) = weight.Name switch
            {
                "gamma" or "moving_variance" => (1, 0.2),
                "bias" or "beta" or "moving_mean" => (0, 0.1),
                _ => (0, Math.Sqrt(6.0 / fanIn)),
            };
            weight.Set(Uniform(index, weight.Count, middle - width, middle + width));
        }
    }

    /// <summary>Pictures with values from -1 to 1.</summary>
    /// <param name="count">How many.</param>
    /// <param name="size">Values of one.</param>
    public static float[] Pictures(int count, long size) => Uniform(-1, count * size, -1, 1);

    /// <summary>Evenly distributed numbers.</summary>
    public static float[] Uniform(int seed, long count, double low, double high)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0L; i < count; i++)
            values[i] = (float)(low + (high - low) * random.NextDouble());
        return values;
    }
}
