using System.Diagnostics;

namespace Graft.AcceptanceTests;

/// <summary>Ctrl-C (SIGINT) and the request to end (SIGTERM), in whatever phase they come.</summary>
[Collection(nameof(Alone))]
public sealed class InterruptionTests : IDisposable
{
    // Two seconds or one batch, and a machine that has other things to do as well.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

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
            "features", Shared.Path("data", "tiny_imagenet.zip"), "--backbone", PublishedWeights.Backbone, "-o", Path.Combine(output, "f.npy")));

        Assert.Equal(130, exitCode);
        Assert.True(took < Patience, $"{took}: {error}");
        Assert.Empty(Directory.GetFileSystemEntries(output));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 0.4)]
    [InlineData("TERM", 1.5)]
    [InlineData("INT", 4)]
    public async Task Training_stops_and_leaves_no_file(string signal, double seconds)
    {
        var (exitCode, took, error) = await Interrupt(signal, seconds, PublishedWeights.Start(
            "train", Shared.Path("data", "sign_language_digits.zip"), "--backbone", PublishedWeights.Backbone, "--input-size", "64",
            "--head", "dense:512,512", "--batch-size", "1", "--epochs", "1000", "-o", Path.Combine(output, "m.graft")));

        Assert.Equal(130, exitCode);
        Assert.True(took < Patience, $"{took}: {error}");
        Assert.Empty(Directory.GetFileSystemEntries(output));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, TimeSpan Took, string Error)> Interrupt(string signal, double seconds, GraftProcess.Start start)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("NEEDS signals, which this system does not send to another process.");
        using var process = start.Begin();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var ignored = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await ignored;
        return (process.ExitCode, watch.Elapsed, await error);
    }
}
