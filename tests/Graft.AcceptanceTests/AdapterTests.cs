using System.IO.Compression;
using System.Text.Json;

namespace Graft.AcceptanceTests;

/// <summary>Adapters from the command line: merged into a whole model, or kept alone and put onto the published network again.</summary>
public sealed class AdapterTests : IDisposable
{
    private static readonly string[] Tuned =
        ["--input-size", "64", "--head", "linear", "--learning-rate", "1e-5", "--epochs", "3", "--batch-size", "8"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("lora")]
    [InlineData("ssf")]
    public async Task Kept_alone_they_are_small_and_give_what_the_whole_model_gives(string kind)
    {
        var data = SmallData.WithParts(folder);
        var (whole, small) = (folder.File("whole.graft"), folder.File("small.graft"));
        var trained = await Train(data, whole, [.. Tuned, "--fine-tune", kind]);
        var alone = await Train(data, small, [.. Tuned, "--fine-tune", kind, "--adapters-only"]);

        Assert.Equal(trained.Json.GetProperty("parameters").ToString(), alone.Json.GetProperty("parameters").ToString());
        Assert.InRange(new FileInfo(small).Length, 1, 500_000);
        using (var archive = ZipFile.OpenRead(small))
            Assert.Equal(
                ["config.json", "README.md", "recipe.json", "adapters.safetensors"], archive.Entries.Select(entry => entry.FullName));
        var judged = await Run("evaluate", small, data, "--json");
        Assert.Equal(Number(alone.Json.GetProperty("test"), "accuracy"), Number(judged.Json, "accuracy"));
        Assert.Equal(Number(alone.Json.GetProperty("test"), "loss"), Number(judged.Json, "logLoss"), 1e-6);
        var (expected, given) = (await Probabilities(whole, data), await Probabilities(small, data));
        Assert.Equal(16, expected.Count);
        Assert.All(expected, one => Assert.Equal(one.Value, given[one.Key], 1e-5));

        await Run("export", small, "--format", "onnx", "-o", folder.File("small.onnx"));
        Assert.True(new FileInfo(folder.File("small.onnx")).Length > 500_000);
        Assert.Equal(
            (await Run("summary", whole, "--json")).Json.GetProperty("parameters").GetProperty("total").GetInt64(),
            (await Run("summary", small, "--json")).Json.GetProperty("parameters").GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Training_continues_from_them()
    {
        var data = SmallData.WithParts(folder);
        var (small, next) = (folder.File("small.graft"), folder.File("next.graft"));
        await Train(data, small, [.. Tuned, "--fine-tune", "lora", "--adapters-only"]);

        // So small a rate moves nothing: what comes out is what went in.
        var run = await TrainFrom(small, data, next, "--fine-tune", "none", "--epochs", "1", "--learning-rate", "1e-12");
        var again = await PublishedWeights.RunAsync(
            "train", data, "-o", folder.File("no.graft"), "--from", small, "--fine-tune", "lora", "--adapters-only");

        Assert.True(run.Json.GetProperty("from").GetProperty("keepsHead").GetBoolean());
        var (before, after) = (await Probabilities(small, data), await Probabilities(next, data));
        Assert.All(before, one => Assert.Equal(one.Value, after[one.Key], 1e-5));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("was trained further", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_what_to_do()
    {
        var data = SmallData.WithParts(folder, 6, 2);
        var small = folder.File("small.graft");
        var wrong = await PublishedWeights.RunAsync(
            "train", data, "-o", small, "--backbone", PublishedWeights.Backbone, "--fine-tune", "2", "--adapters-only");
        await Train(data, small, [.. Tuned, "--fine-tune", "ssf", "--adapters-only"]);
        var nowhere = await GraftProcess.RunAsync(new GraftProcess.Start("predict", small, Path.Combine(data, "test"))
        {
            Environment =
            {
                ["GRAFT_WEIGHTS"] = null,
                ["GRAFT_OFFLINE"] = "1",
                ["GRAFT_CACHE"] = folder.File("cache"),
            },
        });
        var taught = await PublishedWeights.RunAsync("teach", small, "wasp", Path.Combine(data, "test"), "--force");

        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("--fine-tune lora or ssf", wrong.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (nowhere.ExitCode, nowhere.Output));
        Assert.Contains("mobilenet_2_5_224_tf_no_top.h5", nowhere.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (taught.ExitCode, taught.Output));
        Assert.Contains("holds adapters alone", taught.Error, StringComparison.Ordinal);
        Assert.All([wrong, nowhere, taught], run => Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal));
    }

    private static Task<GraftProcess> Train(string data, string model, params string[] options) =>
        Run(["train", data, "-o", model, "--backbone", PublishedWeights.Backbone, "--json", .. options]);

    private static Task<GraftProcess> TrainFrom(string start, string data, string model, params string[] options) =>
        Run(["train", data, "-o", model, "--from", start, "--json", .. options]);

    private static async Task<GraftProcess> Run(params string[] arguments)
    {
        var run = await PublishedWeights.RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    private static async Task<Dictionary<string, double>> Probabilities(string model, string data) =>
        (await Run("predict", model, Path.Combine(data, "test"), "--json")).Json.EnumerateArray().ToDictionary(
            one => one.GetProperty("file").GetString()!, one => one.GetProperty("probability").GetDouble());

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
