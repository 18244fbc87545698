namespace Graft.Cli.Demonstrations;

/// <summary>The folder of a demonstration, and what lies where in it.</summary>
/// <param name="path">The folder.</param>
internal sealed class DemonstrationFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Root { get; } = path;

    /// <summary>The pictures, in <c>train</c> and <c>test</c>.</summary>
    public string Pictures => Path.Combine(Root, "pictures");

    /// <summary>The model on the pre-trained network.</summary>
    public string Transfer => Path.Combine(Root, "transfer.graft");

    /// <summary>The model from scratch.</summary>
    public string Scratch => Path.Combine(Root, "scratch.graft");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>Makes the folder, empty: what an earlier demonstration left there is removed where that may be.</summary>
    /// <param name="force">Whether it may.</param>
    /// <exception cref="IOException">
    /// It cannot be made, an earlier demonstration lies there and may not be replaced, or something else does.
    /// </exception>
    public void Prepare(bool force)
    {
        if (File.Exists(Root))
            throw new IOException($"'{Root}' is a file. Name a folder for the demonstration with --output.");
        string[] found = Directory.Exists(Root) ? Directory.GetFileSystemEntries(Root) : [];
        string[] strange = [.. found.Where(entry => !IsOwn(entry)).Select(entry => Path.GetFileName(entry))];
        if (strange.Length > 0)
            throw new IOException(
                $"'{Root}' holds what no demonstration wrote ({string.Join(", ", strange.Take(3))}). Name another folder with --output.");
        if (found.Length > 0 && !force)
            throw new IOException($"There is a demonstration in '{Root}' already. --force replaces it, --output names another folder.");
        foreach (var entry in found)
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        Directory.CreateDirectory(Root);
    }

    private bool IsOwn(string entry) =>
        new[] { Pictures, Transfer, Scratch, Report }.Contains(Path.Combine(Root, Path.GetFileName(entry)), StringComparer.Ordinal);
}
