namespace Graft.Runtime.Imaging;

/// <summary>
/// The sums of <see cref="FloatResampler"/> in one width of vector. All give the same bits: each number is summed up in double
/// precision, from the first weight to the last, product and sum rounded one after the other.
/// </summary>
internal interface IFloatKernel
{
    /// <summary>How many neighbouring numbers of a row <see cref="SumRows"/> computes at once.</summary>
    static abstract int Width { get; }

    /// <summary>Weighted sums of neighbouring items.</summary>
    /// <param name="items">The first of them: 16 bytes each, of which sum is taken by byte; one item follows the other.</param>
    /// <param name="weights">A weight for each.</param>
    /// <param name="sums">Takes 16 sums.</param>
    static abstract void SumItems(ref readonly byte items, ReadOnlySpan<double> weights, ref float sums);

    /// <summary>Weighted sums down some neighbouring columns.</summary>
    /// <param name="samples">The columns' numbers in the first row.</param>
    /// <param name="stride">From a row to the next, in numbers.</param>
    /// <param name="weights">A weight for each row.</param>
    /// <param name="sums">Takes <see cref="Width"/> sums.</param>
    static abstract void SumRows(ref readonly float samples, nint stride, ReadOnlySpan<double> weights, ref float sums);
}
