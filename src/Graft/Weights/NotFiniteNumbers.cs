namespace Graft.Weights;

/// <summary>An array in which something is not a finite number.</summary>
/// <param name="Name">The weight's name in the model.</param>
/// <param name="NaN">How many values are not a number.</param>
/// <param name="Infinite">How many values are infinite.</param>
public sealed record NotFiniteNumbers(string Name, int NaN, int Infinite)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {NaN} NaN, {Infinite} infinite";

    internal static NotFiniteNumbers? In(string name, ReadOnlySpan<float> values)
    {
        var (nan, infinite) = (0, 0);
        foreach (var value in values)
        {
            if (float.IsNaN(value))
                nan++;
            else if (float.IsInfinity(value))
                infinite++;
        }
        return nan + infinite == 0 ? null : new(name, nan, infinite);
    }
}
