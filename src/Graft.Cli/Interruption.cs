using System.Runtime.InteropServices;
using Graft.Cli.Output;

namespace Graft.Cli;

/// <summary>
/// Ctrl-C and the request to end (SIGTERM): the first asks the work to stop and save what is worth saving, the second ends
/// the process at once.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly Terminal terminal;
    private int count;

    public Interruption(Terminal terminal)
    {
        this.terminal = terminal;
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref count) > 1)
        {
            terminal.RestoreCursor();
            EndAtOnce();
        }
        terminal.Message("Stopping; once more ends at once.");
        source.Cancel();
    }

    // Environment.Exit would wait for native threads that still compute.
    private static void EndAtOnce()
    {
        if (OperatingSystem.IsWindows())
            Environment.Exit(ExitCode.Interrupted);
        else
            Exit(ExitCode.Interrupted);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);
}
