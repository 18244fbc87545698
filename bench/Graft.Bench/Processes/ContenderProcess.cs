using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Graft.Bench.Processes;

/// <summary>A contender in a process of its own, seen from the one that measures.</summary>
internal sealed class ContenderProcess : IDisposable
{
    private readonly int threads;
    private Process? process;

    /// <summary>Starts it and waits until it is warm.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public ContenderProcess(string name, int threads)
    {
        (Name, this.threads) = (name, threads);
        process = Start(name, threads);
        Ready = Read<ContenderReady>();
    }

    public string Name { get; }

    public ContenderReady Ready { get; }

    /// <summary>Bytes of memory that it holds; 0 while it rests.</summary>
    public long Memory
    {
        get
        {
            process?.Refresh();
            return process?.WorkingSet64 ?? 0;
        }
    }

    /// <summary>Ends the process, which starts again when it is asked to measure.</summary>
    public void Rest() => End();

    /// <summary>One round.</summary>
    /// <param name="seconds">How long at least.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public Measurement Measure(double seconds)
    {
        if (process is null)
        {
            process = Start(Name, threads);
            Read<ContenderReady>();
        }
        process.StandardInput.WriteLine(seconds.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Flush();
        return Read<Measurement>();
    }

    public void Dispose() => End();

    private static Process Start(string name, int threads)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(ContenderProcess).Assembly.Location);
        if (name.Contains("torchsharp", StringComparison.Ordinal))
            LeaveDefaults(start.Environment);
        foreach (var argument in (string[])["--contender", name, "--threads", threads.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private void End()
    {
        if (process is null)
            return;
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            process.Kill();
        process.Dispose();
        process = null;
    }

    // Graft lets OpenMP's waiting threads sleep and the C library keep its memory, and does so in every process that it is part
    // of. A user of TorchSharp alone has neither: the first is set to that runtime's own default, the second is left alone by
    // Graft where the user has set something of malloc's, so something is set that changes nothing.
    private static void LeaveDefaults(IDictionary<string, string?> environment)
    {
        environment["GOMP_SPINCOUNT"] = "300000";
        environment["GLIBC_TUNABLES"] = "glibc.malloc.perturb=0";
    }

    private T Read<T>() => process!.StandardOutput.ReadLine() is { } line
        ? JsonSerializer.Deserialize<T>(line)!
        : throw new InvalidOperationException($"The contender '{Name}' ended before it answered; what it said stands above.");
}
