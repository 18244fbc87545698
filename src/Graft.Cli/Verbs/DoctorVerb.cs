using System.CommandLine;
using System.Runtime.InteropServices;
using Graft.Cli.Diagnosis;
using Graft.Cli.Output;
using Graft.Cli.Parsing;

namespace Graft.Cli.Verbs;

/// <summary>Says what this machine offers, what is missing, and how to get it.</summary>
internal sealed class DoctorVerb(Terminal terminal, Option<bool> json) : Verb(
    "doctor", "Says what this machine offers, what is missing and how to get it.",
    "graft doctor", "graft doctor --json")
{
    protected override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var report = Examine();
        if (given.GetValue(json))
            terminal.Json(report, Documents.Readable.DoctorReport);
        else
            Print(report);
        return Task.FromResult(report.Libraries.Any(library => library.Problem is not null) ? ExitCode.Failed : ExitCode.Done);
    }

    private static DoctorReport Examine()
    {
        var libraries = LibraryCheck.Run();
        var folders = FolderCheck.Run();
        return new(
            GraftCommand.Version, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, ProcessorCheck.Run(),
            libraries[0].Problem is null ? Engine.Threads.Count : Environment.ProcessorCount, "fp32",
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, libraries, folders,
            [.. Remedies.For(libraries, folders)]);
    }

    private void Print(DoctorReport report)
    {
        var processor = report.Processor;
        Line("graft", report.Version);
        Line("system", $"{report.System}, {report.Runtime}");
        Line("processor", $"{processor.Name} ({processor.Architecture})");
        Line("processors usable", $"{processor.Usable} of {processor.Installed}");
        Line("instructions", string.Join(' ', processor.Instructions));
        Line("threads", $"{report.Threads} (--threads sets another number)");
        Line("precision", report.Precision);
        Line("memory", Bytes.Of(report.MemoryBytes));
        foreach (var library in report.Libraries)
            Line(library.Name, $"{library.Version ?? "not usable: " + library.Problem} ({library.Purpose})");
        foreach (var folder in report.Folders)
        {
            var state = folder.Exists ? Bytes.Of(folder.Bytes) : "not there yet";
            Line(folder.Purpose, $"{folder.Path} ({state}{(folder.Writable ? "" : ", not writable")})");
        }
        foreach (var missing in report.Missing)
            Line("missing", $"{missing.What}: {missing.Remedy}");
    }

    private void Line(string name, string value) => terminal.Result($"{name,-24} {value}");
}
