using System.IO.Compression;

namespace Graft.AcceptanceTests;

/// <summary>Small parts of the picture packs, unpacked where a test wants them.</summary>
internal static class SharedPictures
{
    /// <summary>Unpacks some pictures of a pack into a folder; names keep their folders.</summary>
    /// <returns>The files' paths, in the order of the names.</returns>
    public static IReadOnlyList<string> Unpack(string pack, IEnumerable<string> names, string folder)
    {
        using var archive = ZipFile.OpenRead(Shared.Path("data", pack + ".zip"));
        var paths = new List<string>();
        foreach (var name in names)
        {
            var path = Path.Combine([folder, .. name.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            archive.GetEntry(name)!.ExtractToFile(path);
            paths.Add(path);
        }
        return paths;
    }

    /// <summary>Unpacks the first pictures of each class of a part, as class folders.</summary>
    public static string UnpackClasses(string pack, string part, int each, string folder, int classes = int.MaxValue)
    {
        string[] names;
        using (var archive = ZipFile.OpenRead(Shared.Path("data", pack + ".zip")))
            names = [.. archive.Entries.Select(entry => entry.FullName)
                .Where(name => name.StartsWith(part + "/", StringComparison.Ordinal) && name[^1] != '/')
                .Order(StringComparer.Ordinal).GroupBy(name => name.Split('/')[1]).Take(classes)
                .SelectMany(group => group.Take(each))];
        Unpack(pack, names, folder);
        return Path.Combine(folder, part);
    }
}
