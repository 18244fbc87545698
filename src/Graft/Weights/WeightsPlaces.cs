using System.Text;

namespace Graft.Weights;

/// <summary>Says where weights were looked for and how to get them.</summary>
internal static class WeightsPlaces
{
    public static WeightsException NotFound(WeightsSearch search, WeightsEntry entry, bool includeTop)
    {
        var files = entry.Files(includeTop);
        var names = string.Join(" or ", files.SelectMany(file => new[] { $"'{file.File}'", $"'{file.Twin}'" }).Distinct());
        var text = new StringBuilder()
            .Append("The weights of ").Append(entry.Name).Append(includeTop ? "" : " without its top")
            .AppendLine($" are not on this machine: no {names} was found.")
            .AppendLine("Looked in:");
        if (search.Folders.Count == 0)
            text.AppendLine("  GRAFT_WEIGHTS (names no folder)");
        foreach (var folder in search.Folders)
            text.AppendLine($"  {folder} (GRAFT_WEIGHTS{(Directory.Exists(folder) ? "" : "; there is no such folder")})");
        text.AppendLine($"  {search.Cache} (the cache{CacheState(search, files)})");
        if (files[0].Url is null)
            return new(text.AppendLine($"  {search.Embedded} (what comes with Graft)")
                .Append("It is published nowhere: put the file into a folder here and name the folder in GRAFT_WEIGHTS, or name the file "
                    + "itself with --weights FILE.").ToString());
        text.AppendLine($"  {search.AddressOf(files[0])} (not asked: offline)")
            .AppendLine("To get them, do one of these:")
            .AppendLine($"  graft pull {entry.Name}, on this machine, online (without --offline and GRAFT_OFFLINE)")
            .AppendLine($"  download {files[0].Url} elsewhere, put it into a folder here{Renamed(files[0])}, and name the folder in "
                + "GRAFT_WEIGHTS")
            .Append("  name the file itself with --weights FILE");
        return new(text.ToString());
    }

    // On the hub all files are called alike.
    private static string Renamed(PublishedFile file) =>
        Path.GetFileName(file.Url!.AbsolutePath) == file.File ? "" : $" as '{file.File}'";

    private static string CacheState(WeightsSearch search, IReadOnlyList<PublishedFile> files) =>
        files.FirstOrDefault(file => File.Exists(Path.Combine(search.Cache, file.File))) is { } broken
            ? $"; its '{broken.File}' is not what was downloaded and is not used"
            : "";
}
