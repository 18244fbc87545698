using System.Numerics;

namespace Graft.Weights;

/// <summary>An array in which something is not a finite number.</summary>
/// <param name="Name">The weight's name in the model.</param>
/// <param name="NaN">How many values are not a number.</param>
/// <param name="Infinite">How many values are infinite.</param>
public sealed record NotFiniteNumbers(string Name, long NaN, long Infinite)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {NaN} NaN, {Infinite} infinite";

    internal static NotFiniteNumbers? In(string name, ReadOnlySpan<float> values) => Of(name, Count(values));

    internal static NotFiniteNumbers? In(StoredArray array, CancellationToken cancellationToken)
    {
        var total = (NaN: 0L, Infinite: 0L);
        if (array.ElementType.MayBeNotFinite())
            foreach (var piece in array.ReadPieces())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var found = Count(Elements.Singles(array.ElementType, piece.Span));
                total = (total.NaN + found.NaN, total.Infinite + found.Infinite);
            }
        else
            array.ReadThrough(cancellationToken);
        return Of(array.Path, total);
    }

    private static NotFiniteNumbers? Of(string name, (long NaN, long Infinite) found) =>
        found == default ? null : new(name, found.NaN, found.Infinite);

    private static (long NaN, long Infinite) Count(ReadOnlySpan<float> values)
    {
        // Almost every row of numbers is sound, and that is seen many at a time.
        while (values.Length >= Vector<float>.Count && IsFinite(new Vector<float>(values)))
            values = values[Vector<float>.Count..];
        var (nan, infinite) = (0L, 0L);
        foreach (var value in values)
        {
            if (float.IsNaN(value))
                nan++;
            else if (float.IsInfinity(value))
                infinite++;
        }
        return (nan, infinite);
    }

    private static bool IsFinite(Vector<float> values) =>
        Vector.LessThanAll(Vector.Abs(values), new Vector<float>(float.PositiveInfinity));
}
