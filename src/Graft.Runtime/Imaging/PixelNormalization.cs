using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graft.Runtime.Imaging;

/// <summary>
/// From bytes to the network's numbers and channel order in one pass: <c>(byte / scale - mean) / deviation</c>, each step rounded
/// to single precision, in vectors or number by number with the same bits.
/// </summary>
internal readonly ref struct PixelNormalization
{
    // Five pixels fill a vector but for its last number, which the next vector writes again; so channels keep their places.
    private const int PixelsAtOnce = 5;
    private const int ValuesAtOnce = 3 * PixelsAtOnce;
    private const int Lanes = 16;

    private readonly float scale;
    private readonly Vector512<float> mean;
    private readonly Vector512<float> deviation;
    private readonly Vector128<byte> order;

    public PixelNormalization(Preprocessing preprocessing)
    {
        scale = 255f / preprocessing.FullScale;
        Span<float> means = stackalloc float[Lanes], deviations = stackalloc float[Lanes];
        Span<byte> places = stackalloc byte[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            var channel = lane % 3;
            (means[lane], deviations[lane]) = (preprocessing.Mean[channel], preprocessing.StandardDeviation[channel]);
            var isReversed = preprocessing.Channels == ChannelOrder.Bgr && lane < ValuesAtOnce;
            places[lane] = (byte)(isReversed ? lane - channel + 2 - channel : lane);
        }
        (mean, deviation) = (Vector512.Create<float>(means), Vector512.Create<float>(deviations));
        order = Vector128.Create<byte>(places);
    }

    /// <summary>With the widest vectors that the processor has.</summary>
    /// <param name="pixels">Values <c>[..., 3]</c>, red first.</param>
    /// <param name="values">As many, in the network's order.</param>
    public void Run(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        var done = Avx512F.IsSupported ? RunWide(pixels, values)
            : Vector128.IsHardwareAccelerated ? RunNarrow(pixels, values)
            : 0;
        RunPlain(pixels[done..], values[done..]);
    }

    /// <summary>Sixteen numbers a vector.</summary>
    /// <returns>How many values are done; the last few have no room for a vector.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int RunWide(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        var (scales, done) = (Vector512.Create(scale), 0);
        ref var from = ref MemoryMarshal.GetReference(pixels);
        ref var to = ref MemoryMarshal.GetReference(values);
        for (; done <= pixels.Length - Lanes; done += ValuesAtOnce)
        {
            var bytes = Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)done), order);
            var numbers = Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(bytes));
            ((numbers / scales - mean) / deviation).StoreUnsafe(ref to, (nuint)done);
        }
        return done;
    }

    /// <summary>Four numbers a vector.</summary>
    /// <returns>How many values are done; the last few have no room for a vector.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int RunNarrow(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        var (scales, done) = (Vector128.Create(scale), 0);
        ref var from = ref MemoryMarshal.GetReference(pixels);
        ref var to = ref MemoryMarshal.GetReference(values);
        for (; done <= pixels.Length - Lanes; done += ValuesAtOnce)
        {
            var (lower, upper) = Vector128.Widen(Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)done), order));
            var (first, second) = Vector128.Widen(lower);
            var (third, fourth) = Vector128.Widen(upper);
            var (means, deviations) = (mean.GetLower(), deviation.GetLower());
            Value(first, scales, means.GetLower(), deviations.GetLower()).StoreUnsafe(ref to, (nuint)done);
            Value(second, scales, means.GetUpper(), deviations.GetUpper()).StoreUnsafe(ref to, (nuint)done + 4);
            (means, deviations) = (mean.GetUpper(), deviation.GetUpper());
            Value(third, scales, means.GetLower(), deviations.GetLower()).StoreUnsafe(ref to, (nuint)done + 8);
            Value(fourth, scales, means.GetUpper(), deviations.GetUpper()).StoreUnsafe(ref to, (nuint)done + 12);
        }
        return done;
    }

    /// <summary>Number by number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunPlain(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var channel = i % 3;
            values[i] = (pixels[i - channel + order[channel]] / scale - mean[channel]) / deviation[channel];
        }
    }

    private static Vector128<float> Value(
        Vector128<uint> bytes, Vector128<float> scales, Vector128<float> means, Vector128<float> deviations) =>
        (Vector128.ConvertToSingle(bytes.AsInt32()) / scales - means) / deviations;
}
