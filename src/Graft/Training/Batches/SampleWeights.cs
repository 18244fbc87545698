namespace Graft.Training.Batches;

/// <summary>What each sample counts in the loss.</summary>
internal static class SampleWeights
{
    /// <summary>Weights from those of the classes; a class that has none counts 1.</summary>
    /// <param name="targets">Class numbers <c>[samples]</c> or <c>[samples, 1]</c>, or one-hot rows <c>[samples,
    /// classes]</c>.</param>
    /// <param name="classWeights">The weights by the classes' numbers.</param>
    public static float[] OfClasses(NDArray targets, IReadOnlyDictionary<int, double> classWeights)
    {
        var weights = new float[targets.Count];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)classWeights.GetValueOrDefault(ClassOf(targets[i]), 1);
        return weights;
    }

    /// <summary>Notes what is wrong with weights that were given one by one.</summary>
    public static void Check(NDArray weights, int samples, Problems problems)
    {
        problems.Require(
            weights.Values.Length == samples && weights.Count == samples,
            $"there must be one sample weight for each of the {samples} samples; {weights.Values.Length} were given.");
        problems.Require(
            Array.TrueForAll(weights.Values, weight => float.IsFinite(weight) && weight >= 0),
            $"sample weights must be finite and 0 or above.");
    }

    private static int ClassOf(ReadOnlySpan<float> target)
    {
        if (target.Length == 1)
            return (int)MathF.Round(target[0]);
        var best = 0;
        for (var i = 1; i < target.Length; i++)
            if (target[i] > target[best])
                best = i;
        return best;
    }
}
