using System.IO.Compression;
using System.Text.Json;

namespace Graft.AcceptanceTests;

public sealed class TrainTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_command_makes_a_model_whose_figures_evaluate_gives_again()
    {
        var data = SmallData.WithParts(folder);
        var model = folder.File("m.graft");
        var trained = await Train(data, "-o", model, "--head", "linear", "--json");

        Assert.Equal(0, trained.ExitCode);
        var json = trained.Json;
        Assert.Equal(
            [
                "backbone", "classes", "deviations", "epochs", "fineTuning", "from", "head", "largestDifference", "model", "parameters",
                "pictures", "plan", "seconds", "taps", "test", "trunk", "validation",
            ],
            Names(json));
        Assert.Equal((model, PublishedWeights.Backbone, "linear", "last"),
            (Text(json, "model"), Text(json, "backbone"), Text(json, "head"), Text(json, "taps")));
        Assert.Equal(["ants", "bees"], json.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("""{"train":22,"validation":2,"test":16,"unusable":0}""", Compact(json.GetProperty("pictures")));
        Assert.Equal(257 * 2, json.GetProperty("parameters").GetProperty("trainable").GetInt32());
        Assert.Equal(
            ["accuracy", "epoch", "loss", "seconds", "stage", "validationAccuracy", "validationLoss"],
            Names(json.GetProperty("epochs")[0]));
        Assert.Equal(["decode", "fineTune", "head", "total", "trunk"], Names(json.GetProperty("seconds")));
        Assert.Equal(["dtype", "picturesPerSecond", "picturesRecalled", "picturesRun"], Names(json.GetProperty("trunk")));
        Assert.Equal(24, json.GetProperty("trunk").GetProperty("picturesRun").GetInt32());
        Assert.InRange(json.GetProperty("largestDifference").GetDouble(), 0, 1e-4);

        foreach (var threads in (string[])["1", "2"])
        {
            var judged = await GraftProcess.RunAsync("evaluate", model, data, "--threads", threads, "--json");
            Assert.Equal((0, 16), (judged.ExitCode, judged.Json.GetProperty("count").GetInt32()));
            Assert.Equal(Number(json.GetProperty("test"), "accuracy"), Number(judged.Json, "accuracy"));
            Assert.Equal(Number(json.GetProperty("test"), "loss"), Number(judged.Json, "logLoss"), 1e-6);
        }
    }

    [Fact]
    public async Task Without_a_choice_the_head_is_found_without_epochs_and_the_plan_says_what_was_tried()
    {
        var data = SmallData.WithParts(folder);
        var run = await Train(data, "-o", folder.File("m.graft"), "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(Text(run.Json, "head"), (string[])["discriminant", "logistic"]);
        Assert.Contains(Text(run.Json, "taps"), (string[])["last", "blocks"]);
        Assert.Empty(run.Json.GetProperty("epochs").EnumerateArray());
        var plan = run.Json.GetProperty("plan").EnumerateArray().ToList();
        Assert.Equal(7, plan.Count);
        Assert.Equal(["candidate", "chosen", "high", "low", "seconds", "validationAccuracy", "why"], Names(plan[0]));
        Assert.All(plan, tried => Assert.InRange(
            Number(tried, "validationAccuracy"), Number(tried, "low"), Number(tried, "high")));
        var chosen = plan.Where(tried => tried.GetProperty("chosen").GetBoolean()).ToList();
        Assert.NotEmpty(chosen);
        Assert.All(chosen, tried => Assert.Contains(Text(tried, "candidate")!, run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task From_scratch_nothing_published_is_needed_and_evaluate_gives_the_figures_again()
    {
        var data = SmallData.WithParts(folder);
        var model = folder.File("m.graft");
        string[] arguments =
        [
            "train", data, "--backbone", PublishedWeights.Backbone, "--input-size", "32", "--weights", "none", "-o", model,
            "--epochs", "2", "--learning-rate", "0.002", "--json",
        ];
        var trained = await GraftProcess.RunAsync(new GraftProcess.Start(arguments)
        {
            Environment = { ["GRAFT_WEIGHTS"] = null, ["GRAFT_CACHE"] = folder.File("cache"), ["GRAFT_OFFLINE"] = "1" },
        });

        Assert.True(trained.ExitCode == 0, trained.Error);
        var epochs = trained.Json.GetProperty("epochs").EnumerateArray().ToList();
        Assert.Equal(["scratch", "scratch"], epochs.Select(epoch => Text(epoch, "stage")));
        var parameters = trained.Json.GetProperty("parameters");
        Assert.True(parameters.GetProperty("trainable").GetInt32() > 0.9 * parameters.GetProperty("total").GetInt32());
        var judged = await GraftProcess.RunAsync("evaluate", model, data, "--json");
        Assert.Equal(Number(trained.Json.GetProperty("test"), "accuracy"), Number(judged.Json, "accuracy"));
        var refused = await GraftProcess.RunAsync([.. arguments, "--fine-tune", "3", "--force"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("to train from scratch", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_knows_which_pictures_it_has_not_learned_from()
    {
        var data = SmallData.WithoutParts(folder);
        var model = folder.File("m.graft");
        var trained = (await Train(data, "-o", model, "--json")).Json;
        var judged = (await GraftProcess.RunAsync("evaluate", model, data, "--json")).Json;
        var all = (await GraftProcess.RunAsync("evaluate", model, data, "--split", "all", "--json")).Json;
        var validation = (await GraftProcess.RunAsync("evaluate", model, data, "--split", "validation", "--json")).Json;

        Assert.Equal(trained.GetProperty("test").GetProperty("count").GetInt32(), judged.GetProperty("count").GetInt32());
        Assert.Equal(Number(trained.GetProperty("test"), "accuracy"), Number(judged, "accuracy"));
        Assert.Equal(Number(trained.GetProperty("test"), "loss"), Number(judged, "logLoss"), 1e-6);
        Assert.Equal(Number(trained.GetProperty("validation"), "loss"), Number(validation, "logLoss"), 1e-6);
        Assert.Equal(40, all.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Same_data_and_seed_give_the_same_bytes_and_so_does_the_recipe_in_the_model()
    {
        var data = SmallData.WithoutParts(folder);
        await Train(data, "-o", folder.File("1.graft"), "--seed", "5", "--head", "dense:16", "--epochs", "4", "--shots", "8");
        await Train(data, "-o", folder.File("2.graft"), "--seed", "5", "--head", "dense:16", "--epochs", "4", "--shots", "8");
        File.WriteAllBytes(folder.File("recipe.json"), Part("1.graft", "recipe.json"));
        var again = await PublishedWeights.RunAsync(
            "train", data, "--recipe", folder.File("recipe.json"), "-o", folder.File("3.graft"));
        await Train(data, "-o", folder.File("4.graft"), "--seed", "6", "--head", "dense:16", "--epochs", "4", "--shots", "8");

        Assert.Equal(0, again.ExitCode);
        var weights = Part("1.graft", "model.safetensors");
        Assert.Equal(weights, Part("2.graft", "model.safetensors"));
        Assert.Equal(weights, Part("3.graft", "model.safetensors"));
        Assert.NotEqual(weights, Part("4.graft", "model.safetensors"));
    }

    [Fact]
    public async Task Pictures_that_cannot_be_used_are_named_counted_and_give_exit_code_3()
    {
        var data = SmallData.WithParts(folder);
        File.WriteAllText(Path.Combine(data, "train", "ants", "not a picture.jpg"), "hello");
        File.WriteAllText(Path.Combine(data, "train", "ants", "Thumbs.db"), "hello");
        var run = await Train(data, "-o", folder.File("m.graft"), "--json");

        Assert.Equal((3, 1), (run.ExitCode, run.Json.GetProperty("pictures").GetProperty("unusable").GetInt32()));
        Assert.Contains("not a picture.jpg' cannot be used", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 file is left out", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_predicts_files_folders_and_lists()
    {
        var data = SmallData.WithParts(folder);
        var model = folder.File("m.graft");
        await Train(data, "-o", model);
        var broken = folder.File("broken.jpg");
        File.WriteAllText(broken, "hello");
        var picture = Directory.GetFiles(Path.Combine(data, "test", "bees")).Order(StringComparer.Ordinal).First();

        var run = await GraftProcess.RunAsync(
            "predict", model, broken, picture, Path.Combine(data, "test", "ants"), "--top", "2", "--json");
        var list = await GraftProcess.RunAsync(new GraftProcess.Start("predict", model, "-", "--csv") { Input = picture + "\n" });

        Assert.Equal((3, 10), (run.ExitCode, run.Json.GetArrayLength()));
        var (unusable, first) = (run.Json[0], run.Json[1]);
        Assert.Equal(["error", "file", "label", "probability", "top"], Names(first));
        Assert.Equal((broken, JsonValueKind.Null), (Text(unusable, "file"), unusable.GetProperty("label").ValueKind));
        Assert.NotEqual("", Text(unusable, "error"));
        Assert.Equal((picture, JsonValueKind.Null), (Text(first, "file"), first.GetProperty("error").ValueKind));
        Assert.Equal(Text(first, "label"), Text(first.GetProperty("top")[0], "label"));
        Assert.Equal(1, first.GetProperty("top").EnumerateArray().Sum(label => Number(label, "probability")), 1e-6);
        Assert.StartsWith(
            $"file,label,probability,error\n{picture},{Text(first, "label")},", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_of_a_models_layers_comes_out_of_its_file()
    {
        var model = folder.File("m.graft");
        await Train(SmallData.WithParts(folder), "-o", model, "--head", "dense:8", "--epochs", "1");
        var run = await GraftProcess.RunAsync("summary", model, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(
            run.Json.GetProperty("layers").EnumerateArray(), layer => layer.GetProperty("parameters").GetInt64() == 257 * 8);
    }

    private static Task<GraftProcess> Train(string data, params string[] arguments) =>
        PublishedWeights.RunAsync(["train", data, "--backbone", PublishedWeights.Backbone, "--input-size", "96", .. arguments]);

    private byte[] Part(string model, string part)
    {
        using var archive = ZipFile.OpenRead(folder.File(model));
        using var stream = archive.GetEntry(part)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static string Compact(JsonElement element) => string.Concat(
        element.GetRawText().Where(letter => !char.IsWhiteSpace(letter)));
}
