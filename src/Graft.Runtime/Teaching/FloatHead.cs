using Graft.Runtime.Heads;

namespace Graft.Runtime.Teaching;

/// <summary>A head as files hold it.</summary>
/// <param name="Kernel"><c>[features, classes]</c>, row after row.</param>
/// <param name="Bias"><c>[classes]</c></param>
internal sealed record FloatHead(float[] Kernel, float[] Bias)
{
    /// <summary>What it sees of a picture.</summary>
    public int Features => Kernel.Length / Bias.Length;

    /// <summary>Number of classes.</summary>
    public int Classes => Bias.Length;

    /// <summary>A head in single precision; features before those that it sees have the weight 0.</summary>
    /// <param name="head">The head.</param>
    /// <param name="features">How many features there are; the head sees the last ones.</param>
    public static FloatHead Of(LinearHead head, int features)
    {
        var kernel = new float[features * head.Bias.Length];
        var first = kernel.Length - head.Kernel.Values.Length;
        for (var i = 0; i < head.Kernel.Values.Length; i++)
            kernel[first + i] = (float)head.Kernel.Values[i];
        return new FloatHead(kernel, [.. head.Bias.Select(value => (float)value)]);
    }
}
