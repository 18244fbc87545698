using System.Diagnostics;
using System.Globalization;

namespace Graft.AcceptanceTests;

/// <summary>Ctrl-C (SIGINT) and the request to end (SIGTERM), in whatever phase they come.</summary>
[Collection(nameof(Alone))]
public sealed class InterruptionTests : IDisposable
{
    // Two seconds, in time that the process computes: how long that lasts depends on what else the machine has to do.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder folder = new();
    private readonly string output;

    public InterruptionTests() => output = Directory.CreateDirectory(folder.File("out")).FullName;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("INT", 0.4)]
    [InlineData("INT", 2)]
    [InlineData("TERM", 4)]
    public async Task Features_stop_and_leave_no_file(string signal, double seconds)
    {
        var (exitCode, took, error) = await Interrupt(signal, seconds, PublishedWeights.Start(
            "features", Shared.Path("data", "tiny_imagenet.zip"), "--backbone", PublishedWeights.Backbone,
            "-o", Path.Combine(output, "f.npy")));

        Assert.Equal(130, exitCode);
        Assert.True(took < Patience, $"{took}: {error}");
        Assert.Empty(Directory.GetFileSystemEntries(output));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 0.4)]
    [InlineData("TERM", 1.5)]
    [InlineData("INT", 4)]
    public async Task Training_of_a_head_stops_and_leaves_what_it_needs_to_go_on_but_no_model(string signal, double seconds)
    {
        var (exitCode, took, error) = await Interrupt(signal, seconds, PublishedWeights.Start(
            "train", Shared.Path("data", "sign_language_digits.zip"), "--backbone", PublishedWeights.Backbone,
            "--input-size", "64", "--head", "dense:512,512", "--batch-size", "1", "--epochs", "1000",
            "-o", Path.Combine(output, "m.graft")));

        Assert.Equal(130, exitCode);
        Assert.True(took < Patience, $"{took}: {error}");
        Assert.Equal(
            error.Contains("--resume goes on", StringComparison.Ordinal) ? ["m.graft.checkpoint"] : [],
            Directory.GetFileSystemEntries(output).Select(Path.GetFileName));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 0.4)]
    [InlineData("TERM", 3)]
    [InlineData("INT", 7)]
    public async Task Measuring_of_networks_stops(string signal, double seconds)
    {
        var (exitCode, took, error) = await Interrupt(signal, seconds, PublishedWeights.Start(
            "recommend", Shared.Path("data", "tiny_imagenet.zip"), "--budget", "1h"));

        Assert.Equal(130, exitCode);
        Assert.True(took < Patience, $"{took}: {error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_request_ends_at_once()
    {
        var (exitCode, took, _) = await Interrupt("INT", 1.5, twice: true, start: PublishedWeights.Start(
            "features", Shared.Path("data", "tiny_imagenet.zip"), "--backbone", PublishedWeights.Backbone,
            "-o", Path.Combine(output, "f.npy")));

        Assert.Equal(130, exitCode);
        Assert.InRange(took.TotalSeconds, 0, 1);
    }

    private static async Task<(int ExitCode, TimeSpan Took, string Error)> Interrupt(
        string signal, double seconds, GraftProcess.Start start, bool twice = false)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("NEEDS signals, which this system does not send to another process.");
        using var process = start.Begin();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var ignored = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
        for (var times = twice ? 2 : 1; times > 0; times--)
            using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (before, after) = (ComputingTime(process), ComputingTime(process));
        var waited = Stopwatch.StartNew();
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(10)) && waited.Elapsed < TimeSpan.FromMinutes(1))
            after = ComputingTime(process) is { Ticks: > 0 } more ? more : after;
        if (!process.HasExited)
            process.Kill();
        await ignored;
        return (process.ExitCode, after - before, await error);
    }

    private static TimeSpan ComputingTime(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (Exception ended) when (ended is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }
}
