namespace Graft.Cli.Output;

/// <summary>Names the pictures that could not be used, and says by the exit code that there were some.</summary>
internal static class UnusablePictures
{
    /// <summary>The exit code: 0 where all could be used, 3 where some could, 1 where none could.</summary>
    public static int Tell(Terminal terminal, IReadOnlyList<(string File, string Reason)> unusable, int of)
    {
        foreach (var (file, reason) in unusable)
            terminal.Warning($"'{file}' cannot be used: {reason}");
        if (unusable.Count == 0)
            return ExitCode.Done;
        if (unusable.Count == of)
        {
            terminal.Failure(
                of == 1 ? "The picture cannot be used; see above." : $"None of the {of} pictures can be used; see above.");
            return ExitCode.Failed;
        }
        terminal.Message($"{unusable.Count} of {of} pictures cannot be used; they are named above.");
        return ExitCode.SomeUnusable;
    }
}
