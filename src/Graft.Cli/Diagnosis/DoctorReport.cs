namespace Graft.Cli.Diagnosis;

/// <summary>What <c>graft doctor</c> found.</summary>
internal sealed record DoctorReport(
    string Version,
    string System,
    string Runtime,
    ProcessorReport Processor,
    int Threads,
    string Precision,
    long MemoryBytes,
    IReadOnlyList<LibraryReport> Libraries,
    IReadOnlyList<FolderReport> Folders,
    IReadOnlyList<MissingReport> Missing);

/// <summary>The processor, and how much of it this process may use.</summary>
/// <param name="Name">As the system calls it.</param>
/// <param name="Architecture">x64 or arm64.</param>
/// <param name="Installed">Logical processors of the machine.</param>
/// <param name="Usable">Those left after the process's affinity and its container's limit.</param>
/// <param name="Instructions">Instruction sets that matter for this kind of work, by the system's names.</param>
internal sealed record ProcessorReport(
    string Name, string Architecture, int Installed, int Usable, IReadOnlyList<string> Instructions);

/// <summary>A native library: loaded for real, not only found.</summary>
internal sealed record LibraryReport(string Name, string Purpose, string? Version, string? Problem);

/// <summary>A folder that Graft reads or keeps things in.</summary>
internal sealed record FolderReport(string Purpose, string Path, bool Exists, bool Writable, long Bytes);

/// <summary>Something that is missing or not to be had, and what to do about it.</summary>
internal sealed record MissingReport(string What, string Remedy);
