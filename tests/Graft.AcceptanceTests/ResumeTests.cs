using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Graft.AcceptanceTests;

/// <summary>A training that is killed (SIGKILL) at any moment goes on and ends with the same weights.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string[]> Stages => new()
    {
        { "fine-tuning", ["--head", "linear", "--fine-tune", "all", "--epochs", "4", "--batch-size", "8"] },
        { "head", ["--head", "dense:64", "--taps", "blocks", "--epochs", "40", "--batch-size", "1"] },
    };

    public static TheoryData<string, string[]> StagesAndPlanning => new(Stages)
    {
        { "fine-tuning-*", ["--head", "linear", "--fine-tune", "auto", "--budget", "2h", "--epochs", "3", "--batch-size", "8"] },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Stages))]
    public Task Killed_twice_it_ends_with_the_same_weights(string stage, string[] options) => KillAndCompare(stage, options, kills: 2);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(StagesAndPlanning))]
    public Task Killed_ten_times_it_ends_with_the_same_weights(string stage, string[] options) =>
        KillAndCompare(stage, options, kills: 10);

    private async Task KillAndCompare(string stage, string[] options, int kills)
    {
        var pictures = SharedPictures.UnpackClasses(
            "sign_language_digits", "train", 20, Directory.CreateDirectory(folder.File("pictures")).FullName);
        var whole = await PublishedWeights.RunAsync(Command(pictures, options, "whole"));
        Assert.True(whole.ExitCode == 0, whole.Error);

        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"Moments of killing come from seed {seed}.");
        var random = new Random(seed);
        var killed = 0;
        for (; killed < kills; killed++)
            if (!await KillOnce(stage, PublishedWeights.Start(Command(pictures, options, "killed", "--resume")), random))
                break;
        Assert.InRange(killed, 1, kills);
        if (!File.Exists(Model("killed")))
        {
            var last = await PublishedWeights.RunAsync(Command(pictures, options, "killed", "--resume"));
            Assert.True(last.ExitCode == 0, last.Error);
            Assert.Contains("Going on after", last.Error, StringComparison.Ordinal);
        }

        Assert.Equal(WeightsOf(Model("whole")), WeightsOf(Model("killed")));
        Assert.False(Directory.Exists(Model("killed") + ".checkpoint"));
    }

    /// <summary>Kills a run some time after it has kept a state of its own.</summary>
    /// <returns>Whether it was killed before it ended by itself.</returns>
    private async Task<bool> KillOnce(string stage, GraftProcess.Start start, Random random)
    {
        var before = LastWritten(stage);
        using var process = start.Begin();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var waited = Stopwatch.StartNew();
        while (!process.HasExited && LastWritten(stage) <= before && waited.Elapsed < Patience)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await Task.Delay(random.Next(400), TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;
        var wasKilled = process.ExitCode != 0;
        Assert.True(!wasKilled || waited.Elapsed < Patience, await error);
        return wasKilled;
    }

    private DateTime LastWritten(string stage)
    {
        var kept = Model("killed") + ".checkpoint";
        return Directory.Exists(kept)
            ? Directory.GetFiles(kept, stage + ".safetensors").Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max()
            : default;
    }

    private string[] Command(string pictures, string[] options, string model, params string[] more) =>
    [
        "train", pictures, "--backbone", PublishedWeights.Backbone, "--input-size", "96", "--threads", "2",
        "-o", Model(model), .. options, .. more,
    ];

    private string Model(string name) => folder.File(name + ".graft");

    private static string WeightsOf(string model)
    {
        using var archive = ZipFile.OpenRead(model);
        using var weights = archive.GetEntry("model.safetensors")!.Open();
        return Convert.ToHexString(SHA256.HashData(weights));
    }
}
