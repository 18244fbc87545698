namespace Graft.Data;

/// <summary>
/// Reads classes and parts from the names of folders: either class folders at the top, or <c>train</c>, <c>validation</c> and
/// <c>test</c> at the top and class folders below them. Whatever lies deeper within a class folder is of that class.
/// </summary>
internal static class FolderLayout
{
    public static Classification Read(SourceContents contents)
    {
        var tops = contents.Folders.Where(folder => !folder.Contains('/')).Order(StringComparer.Ordinal).ToArray();
        return HasParts(contents, tops) ? ByParts(contents, tops) : ByClasses(contents, tops);
    }

    /// <summary>
    /// A class may be called "train" too, so parts need class folders below them; and one such folder among others that hold
    /// pictures is one class of several.
    /// </summary>
    private static bool HasParts(SourceContents contents, string[] tops)
    {
        var parts = tops.Where(top => PartNames.Parse(top) is not null).ToArray();
        var others = contents.Pictures.Select(found => SourceContents.FirstSegment(found.Name)).OfType<string>().Except(parts);
        return contents.Pictures.Any(found => Split(found.Name, 2) is [var top, _, _] && parts.Contains(top))
            && (parts.Length > 1 || !others.Any());
    }

    private static Classification ByClasses(SourceContents contents, string[] tops)
    {
        var pictures = new List<ClassifiedPicture>();
        var leftOut = new List<LeftOut>(contents.LeftOut);
        foreach (var found in contents.Pictures)
            if (Split(found.Name, 1) is [var className, _])
                pictures.Add(new ClassifiedPicture(found, className, null));
            else
                leftOut.Add(new LeftOut(found.Name, LeftOutReason.OutsideClassFolders));
        var filled = pictures.Select(picture => picture.ClassName).ToHashSet(StringComparer.Ordinal);
        return new Classification(pictures, false, [.. tops.Where(top => !filled.Contains(top))], leftOut, contents.Problems);
    }

    private static Classification ByParts(SourceContents contents, string[] tops)
    {
        var pictures = new List<ClassifiedPicture>();
        var leftOut = new List<LeftOut>(contents.LeftOut);
        foreach (var found in contents.Pictures)
            if (SourceContents.FirstSegment(found.Name) is not { } top || PartNames.Parse(top) is not { } part)
                leftOut.Add(new LeftOut(found.Name, LeftOutReason.OutsideParts));
            else if (Split(found.Name, 2) is [_, var className, _])
                pictures.Add(new ClassifiedPicture(found, className, part));
            else
                leftOut.Add(new LeftOut(found.Name, LeftOutReason.OutsideClassFolders));
        var filled = pictures.Select(picture => string.Join('/', Split(picture.Found.Name, 2)[..2]))
            .ToHashSet(StringComparer.Ordinal);
        var empty = contents.Folders
            .Where(folder => folder.Split('/') is [var top, _] && PartNames.Parse(top) is not null && !filled.Contains(folder));
        return new Classification(
            pictures, true, [.. empty.Order(StringComparer.Ordinal)], leftOut, [.. contents.Problems, .. SamePartTwice(tops)]);
    }

    private static IEnumerable<string> SamePartTwice(string[] tops) =>
        from top in tops
        where PartNames.Parse(top) is not null
        group top by PartNames.Parse(top) into folders
        where folders.Count() > 1
        select $"The folders {Enumeration.Quoted([.. folders])} name the same part; keep one of them.";

    private static string[] Split(string name, int folders) => name.Split('/', folders + 1);
}
