namespace Graft.Cli.Reports;

/// <summary>From a range of values to a range of places on a chart.</summary>
/// <param name="low">The least value.</param>
/// <param name="high">The greatest value, above it.</param>
/// <param name="start">The place of the least value.</param>
/// <param name="end">The place of the greatest value.</param>
/// <param name="isLogarithmic">Whether equal factors are equally far apart; values must then be above 0.</param>
internal sealed class ChartScale(double low, double high, double start, double end, bool isLogarithmic = false)
{
    /// <summary>Where a value is; one outside is at the nearer end.</summary>
    public double this[double value]
    {
        get
        {
            var inside = Math.Clamp(value, low, high);
            var share = isLogarithmic
                ? Math.Log(inside / low) / Math.Log(high / low)
                : (inside - low) / (high - low);
            return start + share * (end - start);
        }
    }

    /// <summary>
    /// Round values to put marks at: about as many as asked for, steps of 1, 2 or 5 times a power of ten; on a logarithmic scale such
    /// values themselves, or powers of ten alone where there would be many more.
    /// </summary>
    public IReadOnlyList<double> Ticks(int about)
    {
        if (isLogarithmic)
            return LogarithmicTicks(about);
        var rough = (high - low) / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(candidate => candidate >= rough * 0.999);
        var first = Math.Ceiling(low / step - 1e-9);
        var count = (int)Math.Floor(high / step + 1e-9) - (int)first + 1;
        return [.. Enumerable.Range(0, count).Select(i => (first + i) * step)];
    }

    private double[] LogarithmicTicks(int about)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)));
        var powers = Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power)).ToList();
        double[] fine = [.. powers.SelectMany(power => new[] { power, 2 * power, 5 * power }).Where(IsInside)];
        return fine.Length <= 2 * about ? fine : [.. powers.Where(IsInside)];

        bool IsInside(double value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
    }
}
