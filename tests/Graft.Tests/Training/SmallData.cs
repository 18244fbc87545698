namespace Graft.Tests.Training;

/// <summary>
/// Samples of three classes that a small network can learn: the class is where the largest of the first three values stands.
/// </summary>
internal static class SmallData
{
    public const int Features = 6;

    public const int Classes = 3;

    public static NDArray Samples(int count, string key = "samples") =>
        new(Formula.Unit(key, (long)count * Features), count, Features);

    public static int[] Numbers(NDArray samples) =>
        [.. Enumerable.Range(0, samples.Count).Select(i => samples[i][..Classes].IndexOf(samples[i][..Classes].ToArray().Max()))];

    public static NDArray OneHot(int[] numbers)
    {
        var rows = new NDArray(new float[numbers.Length * Classes], numbers.Length, Classes);
        foreach (var (i, number) in numbers.Index())
            rows.Values[i * Classes + number] = 1;
        return rows;
    }
}
