namespace Graft.Trunk.Quantization;

/// <summary>How 8 bits stand for numbers: number = scale · (code - zero point), codes from 0 to 255.</summary>
/// <param name="Scale">The distance of two neighbours, above 0.</param>
/// <param name="ZeroPoint">The code of 0, which is always exact.</param>
public readonly record struct QuantizedRange(float Scale, int ZeroPoint)
{
    /// <summary>The largest code.</summary>
    public const int LargestCode = 255;

    /// <summary>The number of code 0, at most 0.</summary>
    internal float Low => -Scale * ZeroPoint;

    /// <summary>The number of the largest code.</summary>
    internal float High => Scale * (LargestCode - ZeroPoint);

    /// <summary>The codes for a range of numbers, stretched to hold 0.</summary>
    /// <param name="low">The smallest number; what is below becomes it.</param>
    /// <param name="high">The largest number; what is above becomes it.</param>
    public static QuantizedRange Of(float low, float high)
    {
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        var scale = (high - low) / LargestCode;
        return scale > 0
            ? new QuantizedRange(scale, (int)Math.Clamp(MathF.Round(-low / scale), 0, LargestCode))
            : new QuantizedRange(1, 0);
    }
}
