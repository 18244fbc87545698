using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Graft.AcceptanceTests;

/// <summary>A training that is killed (SIGKILL) at any moment goes on and ends with the same weights.</summary>
public sealed class ResumeTests : IDisposable
{
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

    [Fact]
    public async Task Stopped_by_Ctrl_C_it_delivers_says_how_to_go_on_refuses_other_data_and_passes_over_what_was_cut_short()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("NEEDS signals, which this system does not send to another process.");
        string[] options = ["--head", "linear", "--fine-tune", "all", "--epochs", "4", "--batch-size", "8"];
        var pictures = Pictures();
        var whole = await PublishedWeights.RunAsync(Command(pictures, options, "whole"));
        Assert.True(whole.ExitCode == 0, whole.Error);
        var last = Path.Combine(Model("killed") + ".checkpoint", "fine-tuning.safetensors");

        var (exitCode, error) = await Interrupt(PublishedWeights.Start(Command(pictures, options, "killed")), last);
        Assert.True(exitCode == 130, error);
        Assert.Contains("--resume --force goes on", error, StringComparison.Ordinal);
        var delivered = WeightsOf(Model("killed"));

        var others = SmallData.WithoutParts(folder);
        var refused = await PublishedWeights.RunAsync(Command(others, options, "killed", "--resume", "--force"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("the data had the classes digit_0", refused.Error, StringComparison.Ordinal);
        Assert.Equal(delivered, WeightsOf(Model("killed")));

        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^10]);
        var resumed = await PublishedWeights.RunAsync(Command(pictures, options, "killed", "--resume", "--force"));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("goes on from what was kept before", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(WeightsOf(Model("whole")), WeightsOf(Model("killed")));
    }

    private static async Task<(int ExitCode, string Error)> Interrupt(GraftProcess.Start start, string once)
    {
        using var process = start.Begin();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!process.HasExited && !File.Exists(once))
            await Task.Delay(5, TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;
        return (process.ExitCode, await error);
    }

    private string Pictures() => SharedPictures.UnpackClasses(
        "sign_language_digits", "train", 20, Directory.CreateDirectory(folder.File("pictures")).FullName);

    private async Task KillAndCompare(string stage, string[] options, int kills)
    {
        var pictures = Pictures();
        var whole = await PublishedWeights.RunAsync(Command(pictures, options, "whole"));
        Assert.True(whole.ExitCode == 0, whole.Error);

        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"Moments of killing come from seed {seed}.");
        var random = new Random(seed);
        var killed = 0;
        for (; killed < kills; killed++)
            if (!await Killing.Once(PublishedWeights.Start(Command(pictures, options, "killed", "--resume")), Model("killed") + ".checkpoint", stage, random))
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
