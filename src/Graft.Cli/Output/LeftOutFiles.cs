using Graft.Data;

namespace Graft.Cli.Output;

/// <summary>Says how many files were seen and are no pictures, and which on request.</summary>
internal static class LeftOutFiles
{
    public static void Tell(Terminal terminal, IReadOnlyList<LeftOut> files)
    {
        if (files.Count == 0)
            return;
        terminal.Message(
            $"{files.Count} {(files.Count == 1 ? "file is" : "files are")} left out: "
            + "hidden, no picture, or not where pictures are looked for"
            + (terminal.Verbose ? "." : "; --verbose names them."));
        foreach (var file in files)
            terminal.Detail($"left out: '{file.Name}' ({Reason(file.Reason)})");
    }

    private static string Reason(LeftOutReason reason) => reason switch
    {
        LeftOutReason.Hidden => "hidden",
        LeftOutReason.NotAPicture => "no picture",
        LeftOutReason.OutsideClassFolders => "in no class folder",
        LeftOutReason.OutsideParts => "beside the parts",
        _ => reason.ToString(),
    };
}
