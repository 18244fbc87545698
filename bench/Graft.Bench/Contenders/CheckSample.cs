namespace Graft.Bench.Contenders;

/// <summary>A few values of a large result, spread evenly over it.</summary>
internal static class CheckSample
{
    private const int Count = 64;

    public static IReadOnlyList<float> Of(ReadOnlySpan<float> values)
    {
        var sample = new float[Count];
        for (var i = 0; i < Count; i++)
            sample[i] = values[(int)((values.Length - 1L) * i / (Count - 1))];
        return sample;
    }
}
