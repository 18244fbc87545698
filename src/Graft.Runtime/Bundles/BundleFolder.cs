namespace Graft.Runtime.Bundles;

/// <summary>A bundle that was unpacked: its parts are files of a folder.</summary>
internal sealed class BundleFolder : BundleSource
{
    private readonly string path;

    public BundleFolder(string path)
    {
        this.path = path;
        try
        {
            // Other files may lie there as well: only the parts are looked for.
            Files = BundleParts.All.Concat(BundleParts.Optional)
                .Select(part => new FileInfo(Path.Combine(path, part)))
                .Where(file => file.Exists)
                .ToDictionary(file => file.Name, file => file.Length, StringComparer.Ordinal);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw BundleException.Unreadable(path, $"the folder cannot be read: {e.Message}", e);
        }
    }

    public override IReadOnlyDictionary<string, long> Files { get; }

    public override PartLocation Locate(string file)
    {
        using var stream = Open(file);
        return new PartLocation(Path.Combine(path, file), 0, stream.Length);
    }

    public override Stream Open(string file)
    {
        try
        {
            var stream = new FileStream(Path.Combine(path, file), FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length == Files[file])
                return stream;
            stream.Dispose();
            throw BundleException.Unreadable(path, $"its {file} has changed since it was opened.");
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw BundleException.Unreadable(path, $"its {file} cannot be read: {e.Message}", e);
        }
    }
}
