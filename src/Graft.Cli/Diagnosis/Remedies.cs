namespace Graft.Cli.Diagnosis;

/// <summary>What to do about what is missing.</summary>
internal static class Remedies
{
    public static IEnumerable<MissingReport> For(IReadOnlyList<LibraryReport> libraries, IReadOnlyList<FolderReport> folders)
    {
        foreach (var library in libraries.Where(library => library.Problem is not null))
            yield return new(library.Name, OperatingSystem.IsLinux()
                ? "build or install graft for this platform (glibc 2.28 or newer); 'ldd' on the library says what it lacks"
                : "build or install graft for this platform; on Windows the Visual C++ redistributable is needed");
        foreach (var folder in folders)
        {
            if (folder is { Purpose: "cache", Writable: false })
                yield return new(
                    "a writable cache",
                    $"weights and features cannot be kept in {folder.Path}; GRAFT_CACHE names another folder");
            else if (folder is { Purpose: not "cache", Exists: false })
                yield return new(folder.Path, "GRAFT_WEIGHTS names a folder that does not exist");
        }
        yield return new(
            "CUDA", "no package of libtorch for CUDA exists for .NET at this version, so graft computes on the processor");
    }
}
