using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graft.Runtime.Imaging;

/// <summary>Brings decoded samples of any kind to red, green and blue in eight bits.</summary>
internal static class RgbRows
{
    /// <summary>Grey of eight bits; further samples of a pixel (alpha) are dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromGrey(ReadOnlySpan<byte> samples, int bands, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from += bands, to += 3)
            rgb.Slice(to, 3).Fill(samples[from]);
    }

    /// <summary>Grey of 16 bits, scaled to eight and rounded: v / 257.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromGrey16(ReadOnlySpan<byte> samples, int bands, Span<byte> rgb)
    {
        var wide = MemoryMarshal.Cast<byte, ushort>(samples);
        for (int from = 0, to = 0; to < rgb.Length; from += bands, to += 3)
            rgb.Slice(to, 3).Fill((byte)((wide[from] + 128) / 257));
    }

    /// <summary>Red, green, blue of eight bits; further samples of a pixel are dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromRgb(ReadOnlySpan<byte> samples, int bands, Span<byte> rgb)
    {
        if (bands == 3)
        {
            samples[..rgb.Length].CopyTo(rgb);
            return;
        }
        for (int from = 0, to = 0; to < rgb.Length; from += bands, to += 3)
            samples.Slice(from, 3).CopyTo(rgb[to..]);
    }

    /// <summary>Red, green, blue of 16 bits: the high byte, as Pillow and TensorFlow take it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromRgb16(ReadOnlySpan<byte> samples, int bands, Span<byte> rgb)
    {
        var wide = MemoryMarshal.Cast<byte, ushort>(samples);
        for (int from = 0, to = 0; to < rgb.Length; from += bands, to += 3)
            for (var channel = 0; channel < 3; channel++)
                rgb[to + channel] = (byte)(wide[from + channel] >> 8);
    }

    /// <summary>
    /// Cyan, magenta, yellow, black of eight bits (255 is full ink), by Pillow's formula without a colour profile.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromCmyk(ReadOnlySpan<byte> samples, int bands, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from += bands, to += 3)
        {
            var light = 255 - samples[from + 3];
            for (var channel = 0; channel < 3; channel++)
            {
                var product = samples[from + channel] * light + 128;
                rgb[to + channel] = (byte)Math.Max(0, light - (((product >> 8) + product) >> 8));
            }
        }
    }
}
