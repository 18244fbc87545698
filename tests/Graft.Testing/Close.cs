using Xunit;

namespace Graft.Testing;

/// <summary>Comparisons of arrays that say how far apart they are, and where.</summary>
public static class Close
{
    /// <summary>The largest difference may be at most <paramref name="relative"/> of the largest expected absolute value.</summary>
    public static void Relative(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative, string what)
    {
        var largest = 0.0;
        foreach (var value in expected)
            largest = Math.Max(largest, Math.Abs(value));
        Absolute(expected, actual, relative * largest, what);
    }

    /// <summary>The largest difference may be at most <paramref name="tolerance"/>.</summary>
    public static void Absolute(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        if (expected.Length != actual.Length)
            Assert.Fail($"{what}: {expected.Length} values expected, {actual.Length} given.");
        var (worst, where) = (-1.0, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs((double)expected[i] - actual[i]);
            if (double.IsNaN(difference) && !(float.IsNaN(expected[i]) && float.IsNaN(actual[i])))
                Assert.Fail($"{what}: value {i} is {actual[i]}, {expected[i]} expected.");
            if (difference > worst)
                (worst, where) = (difference, i);
        }
        if (worst > tolerance)
            Assert.Fail($"{what}: value {where} is {actual[where]}, {expected[where]} expected; "
                + $"the difference {worst:g3} is above {tolerance:g3}.");
    }
}
