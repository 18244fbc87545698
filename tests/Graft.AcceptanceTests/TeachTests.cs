namespace Graft.AcceptanceTests;

/// <summary>A finished model is taught on the command line.</summary>
public sealed class TeachTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_taught_class_is_predicted_and_only_what_may_be_replaced_is()
    {
        var (data, model, more) = (SmallData.WithParts(folder), folder.File("m.graft"), folder.File("more.graft"));
        var digits = SharedPictures.UnpackClasses("sign_language_digits", "train", 6, folder.Path, classes: 1);
        Assert.Equal(0, (await PublishedWeights.RunAsync(
            "train", data, "--backbone", PublishedWeights.Backbone, "-o", model)).ExitCode);
        var before = File.ReadAllBytes(model);

        var refused = await GraftProcess.RunAsync("teach", model, "hand", digits);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--force replaces it", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(model));

        File.WriteAllText(Path.Combine(digits, "notes.jpg"), "no picture");
        var taught = await GraftProcess.RunAsync("teach", model, "hand", digits, "-o", more, "--json");
        Assert.Equal(3, taught.ExitCode);
        Assert.Contains("notes.jpg' cannot be used", taught.Error, StringComparison.Ordinal);
        var json = taught.Json;
        Assert.Equal(["ants", "bees", "hand"], json.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.True(json.GetProperty("isNew").GetBoolean());
        Assert.Equal(
            """{"learned":6,"known":0,"unusable":1,"ofClass":6}""",
            json.GetProperty("pictures").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));

        var digit = Directory.EnumerateFiles(digits, "IMG*", SearchOption.AllDirectories).First();
        var predicted = await GraftProcess.RunAsync("predict", more, digit, "--json");
        Assert.Equal("hand", predicted.Json[0].GetProperty("label").GetString());
        var again = await GraftProcess.RunAsync("teach", more, "hand", digits, "--force");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("Nothing was learned", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_was_trained_in_epochs_is_refused_and_nothing_is_written()
    {
        var (data, model) = (SmallData.WithParts(folder, 4, 2), folder.File("m.graft"));
        await PublishedWeights.RunAsync(
            "train", data, "--backbone", PublishedWeights.Backbone, "--head", "linear", "--epochs", "1", "-o", model);

        var (pictures, output) = (Path.Combine(data, "test"), folder.File("n.graft"));
        var refused = await GraftProcess.RunAsync("teach", model, "wasps", pictures, "-o", output);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--head auto", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
        Assert.Equal(2, (await GraftProcess.RunAsync("teach", model, "wasps")).ExitCode);
        Assert.Equal(2, (await GraftProcess.RunAsync("teach", model, " ", data, "-o", output)).ExitCode);
    }
}
