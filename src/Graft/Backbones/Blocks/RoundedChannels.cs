namespace Graft.Backbones.Blocks;

/// <summary>Widths of the mobile networks (Howard et al., 2017 and later).</summary>
internal static class RoundedChannels
{
    /// <summary>The nearest multiple of 8 that is not more than a tenth smaller.</summary>
    public static int Of(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
