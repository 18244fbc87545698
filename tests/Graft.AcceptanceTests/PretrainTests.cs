using System.Diagnostics;
using System.Security.Cryptography;

namespace Graft.AcceptanceTests;

/// <summary>Pre-training and distillation from the command line, on few pictures.</summary>
public sealed class PretrainTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string[]> Verbs =>
    [
        new string[] { "pretrain" },
        new string[] { "distill", "--teacher", PublishedWeights.Backbone, "--teacher-size", "64", "--views", "2" },
    ];

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Killed_it_goes_on_and_ends_with_the_same_bytes() => KillAndCompare(["pretrain"], kills: 1, epochs: 2);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Verbs))]
    public Task Killed_ten_times_it_ends_with_the_same_bytes(string[] verb) => KillAndCompare(verb, kills: 10, epochs: 20);

    [Fact]
    public async Task What_it_made_is_listed_and_trains_a_classifier()
    {
        var made = await PublishedWeights.RunAsync(Command(["pretrain"], Pictures(8), "mine", 1, "--json"));
        Assert.True(made.ExitCode == 0, made.Error);
        Assert.Equal(10, made.Json.GetProperty("classes").GetArrayLength());
        Assert.Equal(2, made.Json.GetProperty("epochs").GetArrayLength());
        Assert.InRange(made.Json.GetProperty("waitedShare").GetDouble(), 0, 1);
        var own = new Dictionary<string, string?> { ["GRAFT_WEIGHTS"] = folder.Path, ["GRAFT_OFFLINE"] = "1" };

        var listed = await GraftProcess.RunAsync(new GraftProcess.Start("backbones", "--json") { Environment = own });
        var trained = await GraftProcess.RunAsync(new GraftProcess.Start(
            "train", Pictures(4, "few"), "--backbone", "mine.own", "--json", "-o", folder.File("m.graft"))
        { Environment = own });

        Assert.Contains(listed.Json.EnumerateArray(), backbone => backbone.GetProperty("name").GetString() == "mine.own");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Equal("mine.own", trained.Json.GetProperty("backbone").GetString());
        var told = await GraftProcess.RunAsync("summary", folder.File("m.graft"));
        Assert.Equal(0, told.ExitCode);
    }

    [Fact]
    public async Task Wrong_input_is_named_and_nothing_is_written()
    {
        var pictures = Pictures(2);
        await Fails(1, "a step takes 64", ["pretrain", pictures, "--epochs", "1", "-o", Output("m")]);
        await Fails(1, "a step takes 64",
            ["distill", pictures, "--teacher", PublishedWeights.Backbone, "--epochs", "1", "-o", Output("m")]);
        await Fails(2, "32",
            ["distill", pictures, "--teacher", PublishedWeights.Backbone, "--teacher-size", "20", "--batch-size", "8", "-o", Output("m")]);
        await Fails(2, "nearest", ["distill", pictures, "--teacher", "mobilnet", "--batch-size", "8", "-o", Output("m")]);
        await Fails(1, "weights of vgg16.keras are not on this", ["distill", pictures, "--teacher", "vgg16.keras", "--batch-size", "8", "-o", Output("m")]);
        await Fails(2, ".safetensors", ["pretrain", pictures, "-o", folder.File("m.h5")]);
        await Fails(2, "--phases", ["pretrain", pictures, "--phases", "64", "-o", Output("m")]);
        await Fails(2, "--budget", ["pretrain", pictures, "--budget", "1h", "--epochs", "3", "-o", Output("m")]);
        await Fails(2, "32", ["pretrain", pictures, "--input-size", "8", "--batch-size", "8", "-o", Output("m")]);
        await Fails(1, "nowhere", ["pretrain", folder.File("nowhere"), "-o", Output("m")]);
        await Fails(1, "first.safetensors",
            ["pretrain", pictures, "--from", folder.File("first.safetensors"), "--batch-size", "8", "-o", Output("m")]);
    }

    [Fact]
    public async Task A_disk_that_is_full_is_named_and_nothing_is_left_of_the_file()
    {
        var disk = Directory.CreateDirectory(folder.File("disk")).FullName;
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk))
            Assert.Skip("NEEDS the right to mount a small file system, to show what happens when a disk is full.");
        try
        {
            var output = Path.Combine(disk, "m.safetensors");
            var run = await PublishedWeights.RunAsync(Command(["pretrain"], Pictures(4), output, 1));

            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.Contains("space", run.Error, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(output));
        }
        finally
        {
            Run("umount", disk);
        }
    }

    private async Task KillAndCompare(string[] verb, int kills, int epochs)
    {
        var pictures = Pictures(8);
        var whole = await PublishedWeights.RunAsync(Command(verb, pictures, "same", epochs));
        Assert.True(whole.ExitCode == 0, whole.Error);
        var expected = Hash(Output("same"));
        File.Delete(Output("same"));

        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"Moments of killing come from seed {seed}.");
        var random = new Random(seed);
        var killed = 0;
        for (; killed < kills; killed++)
            if (!await Killing.Once(
                PublishedWeights.Start(Command(verb, pictures, "same", epochs, "--resume")), Output("same") + ".checkpoint", "phase-*", random))
                break;
        Assert.InRange(killed, 1, kills);
        if (!File.Exists(Output("same")))
        {
            var last = await PublishedWeights.RunAsync(Command(verb, pictures, "same", epochs, "--resume"));
            Assert.True(last.ExitCode == 0, last.Error);
            Assert.Contains("Going on after", last.Error, StringComparison.Ordinal);
        }

        Assert.Equal(expected, Hash(Output("same")));
        Assert.False(Directory.Exists(Output("same") + ".checkpoint"));
    }

    private async Task Fails(int exitCode, string message, string[] arguments)
    {
        var run = await PublishedWeights.RunAsync(arguments);

        Assert.True((exitCode, "") == (run.ExitCode, run.Output), $"{run.ExitCode} {run.Output} {run.Error}");
        Assert.Contains(message, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("should not happen", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Output("m")));
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private string Pictures(int each, string name = "pictures") => SharedPictures.UnpackClasses(
        "sign_language_digits", "train", each, Directory.CreateDirectory(folder.File(name)).FullName);

    private string[] Command(string[] verb, string pictures, string name, int epochs, params string[] more) =>
    [
        verb[0], pictures, .. verb[1..], "--phases", $"32:{epochs},40:{epochs}", "--batch-size", "8", "--threads", "1",
        "-o", Path.IsPathRooted(name) ? name : Output(name), .. more,
    ];

    private string Output(string name) => folder.File(name + ".weights.safetensors");

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
