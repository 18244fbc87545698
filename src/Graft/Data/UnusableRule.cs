namespace Graft.Data;

/// <summary>How many unusable pictures are borne, and what is said when there are more.</summary>
internal sealed class UnusableRule(double maximumShare, int pictures, IReadOnlyList<string>? neededClasses = null)
{
    /// <exception cref="DatasetException">More pictures are unusable than the share allows.</exception>
    public void Check(IReadOnlyList<UnusablePicture> unusable)
    {
        if (unusable.Count > maximumShare * pictures)
            throw new DatasetException([$"{unusable.Count} of {Enumeration.Count(pictures, "picture")} cannot be used, "
                + $"and at most {Math.Floor(maximumShare * pictures)} may be unusable: {Reasons(unusable)}"]);
    }

    /// <exception cref="DatasetException">Of some class that is needed there is no usable picture.</exception>
    public void CheckClasses(IReadOnlySet<int> usable, IReadOnlyList<UnusablePicture> unusable)
    {
        var empty = (neededClasses ?? []).Where((_, label) => !usable.Contains(label)).ToArray();
        if (empty.Length > 0)
            throw new DatasetException(
                [$"No training picture of these classes can be used: {Enumeration.Quoted(empty)}. {Reasons(unusable)}"]);
    }

    private static string Reasons(IReadOnlyList<UnusablePicture> unusable)
    {
        var first = string.Join(" ", unusable.Take(3).Select(picture => $"'{picture.Name}': {picture.Reason}"));
        return unusable.Count > 3 ? $"{first} And {unusable.Count - 3} more." : first;
    }
}
