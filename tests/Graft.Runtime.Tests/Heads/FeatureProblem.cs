using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

/// <summary>
/// Features of made-up pictures: noise, and a pattern for each class in the last block, in the one before or in deviations.
/// </summary>
internal static class FeatureProblem
{
    public const int Width = 40;
    public const int LastWidth = 12;
    private const int Deviations = 20;

    /// <summary>A problem of so many pictures.</summary>
    /// <param name="count">Pictures, dealt out to the classes in turn.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="inLast">How clear the pattern in the last block is.</param>
    /// <param name="before">How clear that of the blocks before is.</param>
    /// <param name="mirrored">Whether there are mirror images, with noise of their own.</param>
    /// <param name="key">Chooses the noise.</param>
    /// <param name="lowest">Moves all features.</param>
    /// <param name="inDeviations">How clear that of the deviations is; null where there are none.</param>
    public static HeadProblem Make(
        int count, int classes, float inLast, float before, bool mirrored = false, string key = "noise", float lowest = 2,
        float? inDeviations = null)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(picture => picture % classes)];
        var all = Width + (inDeviations is null ? 0 : Deviations);
        return new HeadProblem(
            Features(key), mirrored ? Features(key + " mirrored") : null, new TapWidths(all, Width, LastWidth), labels, classes);

        float[] Features(string key)
        {
            var values = Formula.Unit(key, labels.Length * all);
            for (var picture = 0; picture < labels.Length; picture++)
            {
                var pattern = Formula.Unit($"class {labels[picture]}", all);
                for (var feature = 0; feature < all; feature++)
                {
                    var clear = feature < all - Width ? inDeviations!.Value : feature < all - LastWidth ? before : inLast;
                    values[picture * all + feature] += lowest + pattern[feature] * clear;
                }
            }
            return values;
        }
    }
}
