using System.Runtime.Intrinsics;

namespace Graft.Runtime.Imaging;

/// <summary>
/// The sums of <see cref="FixedPointResampler"/> in one width of vector. All give the same bits: sums of whole numbers do not
/// depend on their order.
/// </summary>
internal interface IFixedPointKernel
{
    /// <summary>How many neighbouring bytes of a row <see cref="SumRows"/> computes at once.</summary>
    static abstract int Width { get; }

    /// <summary>Weighted sums of neighbouring items.</summary>
    /// <param name="items">
    /// The first of them: 16 bytes each, of which sum is taken by byte; one item follows the other.
    /// </param>
    /// <param name="weights">A weight for each.</param>
    /// <returns>The 16 sums, rounded and clipped to bytes.</returns>
    static abstract Vector128<byte> SumItems(ref readonly byte items, ReadOnlySpan<int> weights);

    /// <summary>Weighted sums down some neighbouring columns, rounded and clipped to bytes.</summary>
    /// <param name="samples">The columns' bytes in the first row.</param>
    /// <param name="stride">From a row to the next, in bytes.</param>
    /// <param name="weights">A weight for each row.</param>
    /// <param name="sums">Takes <see cref="Width"/> bytes.</param>
    static abstract void SumRows(ref readonly byte samples, nint stride, ReadOnlySpan<int> weights, ref byte sums);
}
