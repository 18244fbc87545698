namespace Graft.Backbones.Blocks;

/// <summary>Widths of the mobile networks (Howard et al., 2017 and later).</summary>
internal static class RoundedChannels
{
    /// <summary>The nearest multiple of 8 that is not more than a tenth smaller.</summary>
    public static int Of(double channels)
    {
        var rounded = Nearest(channels);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }

    /// <summary>The nearest multiple of 8, at least 8.</summary>
    public static int Nearest(double channels) => Math.Max(8, (int)(channels + 4) / 8 * 8);
}
