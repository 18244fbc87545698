namespace Graft.Runtime.Tests.Imaging;

/// <summary>The orders in which reference arrays are stored.</summary>
internal static class Sample
{
    /// <summary><c>[height, width, 3]</c> to <c>[3, height, width]</c>.</summary>
    public static float[] Planes(float[] pixels)
    {
        var planes = new float[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            planes[i % 3 * (pixels.Length / 3) + i / 3] = pixels[i];
        return planes;
    }

    /// <summary>The whole for a count of 0, else so many values at even distances, as NumPy's <c>linspace</c> has them.</summary>
    public static float[] Of(float[] values, int count) => count == 0
        ? values
        : [.. Enumerable.Range(0, count - 1).Select(i => values[(int)(i * ((values.Length - 1) / (count - 1.0)))]), values[^1]];
}
