using Graft.Operations;

namespace Graft.Backbones.Keras;

/// <summary>The zeros that Keras's mobile networks put around a map before a convolution of stride 2.</summary>
internal static class KerasPadding
{
    /// <summary>
    /// Half a window on each side, on the upper and left side of an even map one less (Keras's <c>correct_pad</c>): it depends
    /// on the size of the map, and so on that of the input.
    /// </summary>
    /// <param name="map">The map before the convolution.</param>
    /// <param name="kernel">The convolution's window, odd.</param>
    public static Margins Before(Shape map, int kernel)
    {
        var half = kernel / 2;
        return ((half - 1 + (map[0] % 2), half), (half - 1 + (map[1] % 2), half));
    }
}
