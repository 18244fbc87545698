using Graft.Cli.Output;

namespace Graft.Cli;

/// <summary>Turns an exception into one message and an exit code; a stack trace is shown by <c>--verbose</c> alone.</summary>
internal static class Failure
{
    public static int Report(Exception failure, Terminal terminal, CancellationToken stop)
    {
        var cause = CauseOf(failure);
        if (cause is OperationCanceledException && stop.IsCancellationRequested)
        {
            terminal.Message("Stopped.");
            return ExitCode.Interrupted;
        }
        terminal.Failure(MessageOf(cause));
        if (terminal.Verbose)
            terminal.Detail(failure.ToString());
        else if (!IsForUsers(cause))
            terminal.Message("This should not happen; the same command with --verbose says where it did.");
        return cause is UsageException ? ExitCode.WrongUsage : ExitCode.Failed;
    }

    // A native library that cannot be loaded comes wrapped in the type that needed it.
    private static Exception CauseOf(Exception failure) => failure switch
    {
        AggregateException { InnerExceptions: [var only] } => CauseOf(only),
        TypeInitializationException { InnerException: { } inner } => CauseOf(inner),
        _ => failure,
    };

    private static string MessageOf(Exception cause) => cause switch
    {
        DllNotFoundException or BadImageFormatException =>
            $"A native library could not be loaded: {FirstLine(cause)} 'graft doctor' says what is missing.",
        OutOfMemoryException => "There is not enough memory for this. A smaller --batch-size needs less.",
        _ => IsForUsers(cause) ? cause.Message : FirstLine(cause),
    };

    // Graft's own exceptions, and the system's about files, are written to be read by the person at the terminal.
    private static bool IsForUsers(Exception cause) => cause is IOException or UnauthorizedAccessException
        or DllNotFoundException or BadImageFormatException or OutOfMemoryException
        || cause.GetType().Namespace?.Split('.')[0] == nameof(Graft);

    private static string FirstLine(Exception cause) => cause.Message.Split('\n', 2)[0].TrimEnd();
}
