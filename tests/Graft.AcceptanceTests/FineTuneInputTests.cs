namespace Graft.AcceptanceTests;

/// <summary>Fine-tuning where there is too little of everything, or a recipe that names what is not there.</summary>
public sealed class FineTuneInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Model => folder.File("m.graft");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_budget_that_is_too_small_for_anything_gives_the_head()
    {
        var run = await Train(SmallData.WithoutParts(folder), "--fine-tune", "auto", "--budget", "1s", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        var plan = run.Json.GetProperty("plan").EnumerateArray().ToDictionary(
            candidate => candidate.GetProperty("candidate").GetString()!, candidate => candidate.GetProperty("chosen").GetBoolean());
        Assert.True(plan["head alone"]);
        Assert.False(plan["fine-tuning, last block"]);
        Assert.True(File.Exists(Model));
    }

    [Theory]
    [InlineData(1, "auto")]
    [InlineData(1, "2")]
    [InlineData(20, "2")]
    public async Task One_picture_of_a_class_is_enough_for_a_model(int others, string fineTune)
    {
        var pictures = SmallData.WithoutParts(folder, others);
        foreach (var extra in Directory.GetFiles(Directory.GetDirectories(pictures)[0]).Skip(1))
            File.Delete(extra);

        var run = await Train(pictures, "--fine-tune", fineTune, "--epochs", "1", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(2, run.Json.GetProperty("classes").GetArrayLength());
        Assert.True(File.Exists(Model));
    }

    [Theory]
    [InlineData("""{"backbone":"mobilenet_0.25.keras","fineTune":"conv_pw_99"}""", "conv_pw_99")]
    [InlineData("""{"backbone":"mobilenet_0.25.keras","fineTune":"15"}""", "14 blocks")]
    public async Task A_recipe_that_names_a_layer_that_is_not_there_is_refused(string recipe, string told)
    {
        File.WriteAllText(folder.File("recipe.json"), recipe);

        var run = await PublishedWeights.RunAsync(
            "train", SmallData.WithoutParts(folder), "--recipe", folder.File("recipe.json"), "-o", Model);

        Assert.InRange(run.ExitCode, 1, 2);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Model));
    }

    private Task<GraftProcess> Train(string pictures, params string[] options) => PublishedWeights.RunAsync(
        ["train", pictures, "--backbone", PublishedWeights.Backbone, "--input-size", "64", "-o", Model, .. options]);
}
