using System.Diagnostics;

namespace Graft.AcceptanceTests;

/// <summary>Kills runs in the middle (SIGKILL), as a power cut would.</summary>
internal static class Killing
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Kills a run some time after it has kept a state of its own.</summary>
    /// <param name="start">The run.</param>
    /// <param name="checkpoints">The folder in which it keeps its state.</param>
    /// <param name="stage">The name of the state's file, which may have wildcards, without its ending.</param>
    /// <param name="random">Chooses the moment.</param>
    /// <returns>Whether it was killed before it ended by itself.</returns>
    public static async Task<bool> Once(GraftProcess.Start start, string checkpoints, string stage, Random random)
    {
        var before = LastWritten(checkpoints, stage);
        using var process = start.Begin();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var waited = Stopwatch.StartNew();
        while (!process.HasExited && LastWritten(checkpoints, stage) <= before && waited.Elapsed < Patience)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await Task.Delay(random.Next(400), TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;
        var wasKilled = process.ExitCode != 0;
        Assert.True(!wasKilled || waited.Elapsed < Patience, await error);
        return wasKilled;
    }

    private static DateTime LastWritten(string checkpoints, string stage) => Directory.Exists(checkpoints)
        ? Directory.GetFiles(checkpoints, stage + ".safetensors").Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max()
        : default;
}
