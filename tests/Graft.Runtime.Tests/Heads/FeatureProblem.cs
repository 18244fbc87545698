using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

/// <summary>Features of made-up pictures: noise, and a pattern for each class in the last block or in the one before.</summary>
internal static class FeatureProblem
{
    public const int Width = 40;
    public const int LastWidth = 12;

    /// <summary>A problem of so many pictures.</summary>
    /// <param name="count">Pictures, dealt out to the classes in turn.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="inLast">How clear the pattern in the last block is.</param>
    /// <param name="before">How clear that of the blocks before is.</param>
    /// <param name="mirrored">Whether there are mirror images, with noise of their own.</param>
    /// <param name="key">Chooses the noise.</param>
    /// <param name="lowest">Moves all features.</param>
    public static HeadProblem Make(
        int count, int classes, float inLast, float before, bool mirrored = false, string key = "noise", float lowest = 2)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(picture => picture % classes)];
        return new HeadProblem(
            Features(labels, inLast, before, key, lowest),
            mirrored ? Features(labels, inLast, before, key + " mirrored", lowest) : null,
            Width, LastWidth, labels, classes);
    }

    private static float[] Features(int[] labels, float inLast, float before, string key, float lowest)
    {
        var values = Formula.Unit(key, labels.Length * Width);
        for (var picture = 0; picture < labels.Length; picture++)
        {
            var pattern = Formula.Unit($"class {labels[picture]}", Width);
            for (var feature = 0; feature < Width; feature++)
                values[picture * Width + feature] +=
                    lowest + pattern[feature] * (feature < Width - LastWidth ? before : inLast);
        }
        return values;
    }
}
