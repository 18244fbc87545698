using System.Text;

namespace Graft.Testing;

/// <summary>
/// Numbers that any language can make again, as the reference data were made with: FNV-1a of a key seeds splitmix64.
/// </summary>
public static class Formula
{
    /// <summary>Values in [-1, 1), exact in float32.</summary>
    public static float[] Unit(string key, long count)
    {
        var start = Fnv1a(key);
        var values = new float[count];
        for (var i = 0L; i < count; i++)
        {
            var z = unchecked(start + (ulong)(i + 1) * 0x9E3779B97F4A7C15UL);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
            z ^= z >> 31;
            values[i] = (z >> 40) * (1f / (1 << 23)) - 1f;
        }
        return values;
    }

    /// <summary>An array of weights by its role: kernel, bias, gamma, beta, mean, var, scale or other.</summary>
    public static float[] Weight(string key, long count, string role, int fanIn)
    {
        var (offset, factor) = role switch
        {
            "kernel" => (0f, (float)Math.Sqrt(6.0 / fanIn)),
            "bias" or "beta" or "mean" => (0f, 0.1f),
            "gamma" => (1f, 0.1f),
            "var" => (1f, 0.2f),
            "scale" => (0.5f, 0.1f),
            "other" => (0f, 0.02f),
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "unknown role"),
        };
        var values = Unit(key, count);
        for (var i = 0; i < values.Length; i++)
            values[i] = offset + values[i] * factor;
        return values;
    }

    /// <summary>A batch of pictures [count, height, width, 3] with values in [low, high).</summary>
    public static float[] Picture(string key, int count, int height, int width, float low = -1f, float high = 1f)
    {
        var values = Unit(key, (long)count * height * width * 3);
        var half = (float)(((double)high - low) / 2);
        for (var i = 0; i < values.Length; i++)
            values[i] = (values[i] + 1f) * half + low;
        return values;
    }

    private static ulong Fnv1a(string key)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(key))
            hash = unchecked((hash ^ b) * 0x100000001B3UL);
        return hash;
    }
}
