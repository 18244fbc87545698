using Graft.Runtime.Bundles;

namespace Graft.Data;

/// <summary>What stands in the way of training or measuring with the pictures found.</summary>
internal static class DatasetCheck
{
    public static IEnumerable<string> Problems(Classification classification, DatasetPurpose purpose)
    {
        if (classification.Pictures.Count == 0)
            return [.. classification.Problems, .. NoPicture(classification)];
        return purpose == DatasetPurpose.Evaluation
            ? classification.Problems
            : [.. classification.Problems, .. Training(classification)];
    }

    private static IEnumerable<string> NoPicture(Classification classification)
    {
        var unsorted = classification.LeftOut.Count(left => left.Reason == LeftOutReason.OutsideClassFolders);
        if (unsorted > 0)
            yield return $"{Enumeration.Count(unsorted, "picture")} in it, but no class folders: "
                + "put the pictures of each class in a folder named after the class.";
        else if (classification.Problems.Count == 0)
            yield return "There is no picture in it.";
    }

    private static IEnumerable<string> Training(Classification classification)
    {
        var train = Classes(classification, part => part is null or DataPart.Train);
        if (train.Count == 0)
        {
            yield return "No picture is in the training part: there must be a folder train/ with a folder for each class, "
                + "or class folders without parts.";
            yield break;
        }
        if (classification.EmptyClasses.Count > 0)
            yield return $"Class folders without a picture: {Enumeration.Quoted(classification.EmptyClasses)}. "
                + "Fill them, or take them away.";
        if (train.Count == 1)
            yield return $"There is one class only, {Enumeration.Quoted(train)}; a classifier needs at least two.";
        foreach (var part in (DataPart[])[DataPart.Validation, DataPart.Test])
        {
            var unknown = Classes(classification, given => given == part).Except(train, StringComparer.Ordinal).ToArray();
            if (unknown.Length > 0)
                yield return $"Classes of the {part.ToString().ToLowerInvariant()} part that have no picture "
                    + $"in the training part: {Enumeration.Quoted(unknown)}.";
        }
    }

    private static IReadOnlyCollection<string> Classes(Classification classification, Func<DataPart?, bool> isWanted) =>
    [
        .. classification.Pictures.Where(picture => isWanted(picture.Part)).Select(picture => picture.ClassName)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
