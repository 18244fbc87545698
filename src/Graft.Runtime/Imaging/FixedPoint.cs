namespace Graft.Runtime.Imaging;

/// <summary>The whole numbers that Pillow resizes with.</summary>
internal static class FixedPoint
{
    /// <summary>
    /// The bits of a weight behind the point: of 32, eight are the sample's, and two hold the sign and weights above 1.
    /// </summary>
    public const int Precision = 22;

    /// <summary>What a sum begins with, so that cutting its fraction off rounds it.</summary>
    public const int Half = 1 << (Precision - 1);

    /// <summary>Weights <c>[Length, Taps]</c> as whole numbers.</summary>
    public static int[] Weights(AxisWeights weights) =>
        Array.ConvertAll(weights.Values, value => (int)(value * (1 << Precision) + (value < 0 ? -0.5 : 0.5)));

    /// <summary>A sum as a byte.</summary>
    public static byte Clip(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);
}
