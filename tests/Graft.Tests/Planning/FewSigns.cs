using System.IO.Compression;
using Graft.Data;
using Graft.Planning;

namespace Graft.Tests.Planning;

/// <summary>A few real pictures: of some digits in sign language the first of each.</summary>
internal static class FewSigns
{
    /// <param name="folder">Where the pictures are put.</param>
    /// <param name="recipe">How they are split.</param>
    /// <param name="digits">How many classes.</param>
    /// <param name="pictures">How many pictures of each.</param>
    /// <param name="part">The folder of the part that all of them belong to; else the recipe splits them.</param>
    public static DatasetIndex In(string folder, Recipe recipe, int digits = 3, int pictures = 14, string part = "")
    {
        using (var archive = ZipFile.OpenRead(Shared.Path("data", "sign_language_digits.zip")))
            foreach (var group in archive.Entries
                .Where(entry => entry.Name.Length > 0 && entry.FullName.StartsWith("train/", StringComparison.Ordinal))
                .GroupBy(entry => entry.FullName.Split('/')[1]).Take(digits))
                foreach (var entry in group.Take(pictures))
                {
                    var path = Path.Combine(folder, "pictures", part, group.Key, entry.Name);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    entry.ExtractToFile(path);
                }
        return DatasetIndex.Open(Path.Combine(folder, "pictures"), recipe.ToDatasetOptions());
    }
}
