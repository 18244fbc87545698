namespace Graft.Data;

/// <summary>A picture found in a folder or archive.</summary>
/// <param name="Name">Its path from the top, with slashes, the same for a folder and for a zip of that folder.</param>
/// <param name="Picture">The picture itself.</param>
internal sealed record FoundPicture(string Name, PictureReference Picture);

/// <summary>Everything that a folder or archive holds, in an order that depends on names alone.</summary>
/// <param name="Pictures">All pictures, in ordinal order of their names.</param>
/// <param name="Folders">All folders that are not hidden, empty ones too, as paths with slashes.</param>
/// <param name="LeftOut">All that is no picture.</param>
/// <param name="Problems">What makes the whole unusable, a sentence each.</param>
internal sealed record SourceContents(
    IReadOnlyList<FoundPicture> Pictures,
    IReadOnlySet<string> Folders,
    IReadOnlyList<LeftOut> LeftOut,
    IReadOnlyList<string> Problems)
{
    /// <summary>The part of a path before its first slash, or null where it has none.</summary>
    public static string? FirstSegment(string name) => name.IndexOf('/') is var slash and >= 0 ? name[..slash] : null;

    /// <summary>
    /// The same with the one folder taken away that wraps everything, as archives made of a folder have it. A folder that holds
    /// pictures itself, or is named like a part, is no wrapping.
    /// </summary>
    public SourceContents Unwrapped()
    {
        var tops = Folders.Where(folder => !folder.Contains('/')).ToArray();
        if (tops is not [var top] || PartNames.Parse(top) is not null
            || Pictures.Any(found => FirstSegment(found.Name) != top || found.Name.IndexOf('/', top.Length + 1) < 0))
            return this;
        var inside = top.Length + 1;
        return this with
        {
            Pictures = [.. Pictures.Select(found => found with { Name = found.Name[inside..] })],
            Folders = Folders.Where(folder => folder.Length > inside).Select(folder => folder[inside..])
                .ToHashSet(StringComparer.Ordinal),
        };
    }
}
