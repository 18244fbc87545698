using System.Text;

namespace Graft.Engine;

/// <summary>
/// Random numbers that depend on a seed and a key alone, the same on every machine and in every version: splitmix64
/// (Steele, Lea and Flood, 2014), started by an FNV-1a hash.
/// </summary>
public sealed class RandomStream
{
    private ulong state;

    /// <summary>A stream of its own for each pair of seed and key.</summary>
    public RandomStream(long seed, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var hash = 0xCBF29CE484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(key))
            hash = unchecked((hash ^ b) * 0x100000001B3UL);
        state = unchecked(hash ^ ((ulong)seed * 0x9E3779B97F4A7C15UL));
    }

    /// <summary>Where the stream is; set, it goes on from there.</summary>
    internal long Position
    {
        get => unchecked((long)state);
        set => state = unchecked((ulong)value);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong Next()
    {
        state = unchecked(state + 0x9E3779B97F4A7C15UL);
        var z = unchecked((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below a limit.</summary>
    /// <param name="limit">At least 1.</param>
    public int NextBelow(int limit) => (int)Math.Min((long)(NextUniform() * limit), limit - 1);

    /// <summary>A number from the normal distribution with mean 0 and deviation 1 (Box and Muller).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextUniform())) * Math.Cos(2 * Math.PI * NextUniform());

    /// <summary>The same, drawn again until it lies within two deviations.</summary>
    public double NextTruncatedNormal()
    {
        while (true)
            if (NextNormal() is var value && Math.Abs(value) <= 2)
                return value;
    }

    /// <summary>A number from the gamma distribution with scale 1 (Marsaglia and Tsang, 2000).</summary>
    /// <param name="shape">Above 0.</param>
    public double NextGamma(double shape)
    {
        // Below 1 the method does not hold; a draw of one more is brought down.
        if (shape < 1)
            return NextGamma(shape + 1) * Math.Pow(1 - NextUniform(), 1 / shape);
        var d = shape - 1.0 / 3;
        while (true)
        {
            var normal = NextNormal();
            var v = Math.Pow(1 + normal / Math.Sqrt(9 * d), 3);
            if (v > 0 && Math.Log(1 - NextUniform()) < 0.5 * normal * normal + d - d * v + d * Math.Log(v))
                return d * v;
        }
    }

    /// <summary>A number in [0, 1] from the beta distribution.</summary>
    /// <param name="alpha">Above 0.</param>
    /// <param name="beta">Above 0.</param>
    public double NextBeta(double alpha, double beta)
    {
        var (first, second) = (NextGamma(alpha), NextGamma(beta));
        return first + second == 0 ? 0.5 : first / (first + second);
    }

    /// <summary>Brings items into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
