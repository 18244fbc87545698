using System.IO.Compression;
using Graft.Data;
using Graft.Planning;

namespace Graft.Tests.Planning;

/// <summary>A few real pictures: of some digits in sign language the first of each.</summary>
internal static class FewSigns
{
    public static DatasetIndex In(string folder, Recipe recipe, int digits = 3, int pictures = 14)
    {
        using (var archive = ZipFile.OpenRead(Shared.Path("data", "sign_language_digits.zip")))
            foreach (var group in archive.Entries
                .Where(entry => entry.Name.Length > 0 && entry.FullName.StartsWith("train/", StringComparison.Ordinal))
                .GroupBy(entry => entry.FullName.Split('/')[1]).Take(digits))
                foreach (var entry in group.Take(pictures))
                {
                    var path = Path.Combine(folder, "pictures", group.Key, entry.Name);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    entry.ExtractToFile(path);
                }
        return DatasetIndex.Open(Path.Combine(folder, "pictures"), recipe.ToDatasetOptions());
    }
}
