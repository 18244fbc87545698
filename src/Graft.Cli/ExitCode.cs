namespace Graft.Cli;

/// <summary>What the program tells the shell at its end.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Done, but some inputs could not be used; each was named.</summary>
    public const int SomeUnusable = 3;

    public const int Interrupted = 130;
}
