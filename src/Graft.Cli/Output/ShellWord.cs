namespace Graft.Cli.Output;

/// <summary>A word of a command line that is shown to be typed.</summary>
internal static class ShellWord
{
    /// <summary>The word as it is, or in quotes where a shell would take it apart.</summary>
    public static string Of(string word) => word.Length > 0 && word.All(IsPlain)
        ? word
        : OperatingSystem.IsWindows()
            ? $"\"{word}\""
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || "/.-_:+=,@".Contains(c, StringComparison.Ordinal)
        || (c == '\\' && OperatingSystem.IsWindows());
}
