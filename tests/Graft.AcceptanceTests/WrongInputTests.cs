using System.Diagnostics;

namespace Graft.AcceptanceTests;

/// <summary>Each mistake gives one clear message, the right exit code, no stack trace, and nothing half-written.</summary>
public sealed class WrongInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string output;

    public WrongInputTests() => output = Directory.CreateDirectory(folder.File("out")).FullName;

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task A_folder_that_is_not_there() => Fails(1, "no such file or folder", Train(folder.File("nowhere")));

    [Fact]
    public Task An_empty_folder() => Fails(1, "cannot be used", Train(Directory.CreateDirectory(folder.File("empty")).FullName));

    [Fact]
    public Task One_class_only() => Fails(1, "class", Train(SmallData.WithoutParts(folder, 3, classes: 1)));

    [Fact]
    public async Task No_picture_that_can_be_read()
    {
        foreach (var name in (string[])["a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File("data", name))!);
            File.WriteAllText(folder.File("data", name), "no picture");
        }
        await Fails(1, "cannot be used", Train(folder.File("data")));
        await Fails(1, "None of the 4 pictures can be used", PublishedWeights.Start(
            "features", folder.File("data"), "--backbone", PublishedWeights.Backbone, "-o", Path.Combine(output, "f.npy")));
    }

    [Fact]
    public Task A_backbone_that_does_not_exist() => Fails(2, "mobilenet_0.25.keras",
        PublishedWeights.Start(
            "train", SmallData.WithParts(folder, 2, 1), "--backbone", "mobilenet_025.keras",
            "-o", Path.Combine(output, "m.graft")));

    [Fact]
    public async Task Weights_that_end_too_early()
    {
        var weights = folder.File("mobilenet_2_5_224_tf_no_top.h5");
        File.WriteAllBytes(weights, File.ReadAllBytes(Shared.Path("weights", "mobilenet_2_5_224_tf_no_top.h5"))[..500_000]);
        await Fails(1, weights, Train(SmallData.WithParts(folder, 2, 1), "--weights", weights));
    }

    [Fact]
    public async Task Weights_of_another_network()
    {
        var weights = Shared.Path("weights", "squeezenet_v1.1_notop_tf.h5");
        await Fails(1, "conv1", Train(SmallData.WithParts(folder, 2, 1), "--weights", weights));
    }

    [Fact]
    public Task An_output_in_a_folder_that_does_not_exist() =>
        Fails(1, "there is no folder", PublishedWeights.Start(
            "train", SmallData.WithParts(folder, 2, 1), "--backbone", PublishedWeights.Backbone,
            "-o", Path.Combine(output, "no", "m.graft")));

    [Fact]
    public async Task An_output_that_is_there_already()
    {
        var model = Path.Combine(output, "m.graft");
        File.WriteAllText(model, "mine");
        var run = await GraftProcess.RunAsync(Train(SmallData.WithParts(folder, 2, 1)));

        Assert.Equal((1, "mine"), (run.ExitCode, File.ReadAllText(model)));
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epochs", "-3")]
    [InlineData("--epochs", "0")]
    [InlineData("--batch-size", "-1")]
    [InlineData("--learning-rate", "-0.1")]
    [InlineData("--threads", "0")]
    [InlineData("--shots", "0")]
    [InlineData("--seed", "x")]
    [InlineData("--head", "dense:-4")]
    [InlineData("--head", "forest")]
    [InlineData("--taps", "first")]
    [InlineData("--fine-tune", "0")]
    [InlineData("--fine-tune", "some")]
    [InlineData("--fine-tune", "15")]
    [InlineData("--augment", "much")]
    [InlineData("--budget", "15")]
    [InlineData("--budget", "-1m")]
    [InlineData("--input-size", "8")]
    public Task A_value_that_cannot_be(string option, string value) =>
        Fails(2, value, Train(SmallData.WithParts(folder, 2, 1), option, value));

    [Theory]
    [InlineData("--adapter-only")]
    [InlineData("--forget", "everything")]
    public Task An_option_that_does_not_exist(params string[] option) =>
        Fails(2, option[0], Train(SmallData.WithParts(folder, 2, 1), option));

    [Fact]
    public async Task A_model_that_is_none()
    {
        var picture = SmallData.WithParts(folder, 1, 1);
        File.WriteAllText(folder.File("text.graft"), "no model");
        File.WriteAllBytes(folder.File("empty.graft"), []);
        foreach (var model in (string[])["text.graft", "empty.graft", "missing.graft"])
        {
            await Fails(1, model, PublishedWeights.Start("predict", folder.File(model), picture));
            await Fails(1, model, PublishedWeights.Start("evaluate", folder.File(model), picture));
            await Fails(1, model, PublishedWeights.Start("summary", folder.File(model)));
        }
    }

    [Fact]
    public async Task A_recipe_that_is_none()
    {
        File.WriteAllText(folder.File("recipe.json"), """{ "backbone": "vgg16.keras", "epochs": -1, "magic": true }""");
        await Fails(1, "recipe.json", PublishedWeights.Start(
            "train", SmallData.WithParts(folder, 2, 1), "--recipe", folder.File("recipe.json"),
            "-o", Path.Combine(output, "m.graft")));
    }

    [Fact]
    public async Task A_disk_that_is_full()
    {
        var disk = Directory.CreateDirectory(folder.File("disk")).FullName;
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk))
            Assert.Skip("NEEDS the right to mount a small file system, to show what happens when a disk is full.");
        try
        {
            var data = SmallData.WithParts(folder, 4, 2);
            var train = await GraftProcess.RunAsync(PublishedWeights.Start(
                "train", data, "--backbone", PublishedWeights.Backbone, "--input-size", "64", "--epochs", "2",
                "-o", Path.Combine(disk, "m.graft")));
            var features = await GraftProcess.RunAsync(PublishedWeights.Start(
                "features", data, "--backbone", PublishedWeights.Backbone, "--layer", "conv1_relu",
                "-o", Path.Combine(disk, "f.npy")));

            Assert.All((GraftProcess[])[train, features], run =>
            {
                Assert.Equal((1, ""), (run.ExitCode, run.Output));
                Assert.Contains("space", run.Error, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
            });
            Assert.Empty(Directory.GetFileSystemEntries(disk));
        }
        finally
        {
            Run("umount", disk);
        }
    }

    private GraftProcess.Start Train(string data, params string[] arguments) => PublishedWeights.Start(
        ["train", data, "--backbone", PublishedWeights.Backbone, "-o", Path.Combine(output, "m.graft"), .. arguments]);

    private async Task Fails(int exitCode, string message, GraftProcess.Start start)
    {
        var run = await GraftProcess.RunAsync(start);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("graft: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("should not happen", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(output));
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
