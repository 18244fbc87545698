namespace Graft.Runtime.Heads;

/// <summary>Pictures dealt out to folds, each class as evenly as it goes.</summary>
internal static class StratifiedFolds
{
    /// <summary>The pictures of each fold; the only picture of a class is in none. Follows from the labels alone.</summary>
    public static int[][] Of(IReadOnlyList<int> labels, int folds)
    {
        var result = Enumerable.Range(0, folds).Select(_ => new List<int>()).ToArray();
        var next = 0;
        foreach (var pictures in Enumerable.Range(0, labels.Count).GroupBy(picture => labels[picture]).OrderBy(group => group.Key))
            if (pictures.Count() > 1)
                foreach (var picture in pictures)
                    result[next++ % folds].Add(picture);
        return [.. result.Where(fold => fold.Count > 0).Select(fold => fold.ToArray())];
    }
}
