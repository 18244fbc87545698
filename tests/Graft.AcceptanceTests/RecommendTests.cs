using System.Globalization;
using System.Text.Json;

namespace Graft.AcceptanceTests;

public sealed class RecommendTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_networks_on_this_machine_are_measured_and_the_next_command_trains_on_the_first()
    {
        var data = SmallData.WithParts(folder, train: 15, test: 2);
        var run = await PublishedWeights.RunAsync("recommend", data, "--json");

        Assert.Equal(0, run.ExitCode);
        var json = run.Json;
        Assert.Equal(
            ["candidates", "next", "notMeasured", "pictures", "prefer", "recommended"],
            json.EnumerateObject().Select(field => field.Name).Order());
        var candidates = json.GetProperty("candidates").EnumerateArray().ToList();
        Assert.Equal(
            ["embedded.graft", "mobilenet_0.25.keras", "mobilenet_0.75.keras"],
            candidates.Select(one => one.GetProperty("backbone").GetString()).Order());
        Assert.All(candidates.Index(), one =>
        {
            Assert.Equal(one.Index + 1, one.Item.GetProperty("rank").GetInt32());
            Assert.InRange(Number(one.Item, "accuracy"), Number(one.Item, "low"), Number(one.Item, "high"));
            foreach (var name in (string[])["featuresPerSecond", "bytes", "features", "seconds"])
                Assert.True(Number(one.Item, name) > 0, name);
            Assert.Contains(one.Item.GetProperty("tiedWithBest").ValueKind, new[] { JsonValueKind.True, JsonValueKind.False });
        });
        Assert.Equal(candidates[0].GetProperty("backbone").GetString(), json.GetProperty("recommended").GetString());
        Assert.Equal((26, 26, 0), (Count("sampled"), Count("judged"), Count("unusable")));
        Assert.Empty(json.GetProperty("notMeasured").EnumerateArray());

        var next = json.GetProperty("next").GetString()!.Split(' ');
        Assert.Equal(["graft", "train", data, "--backbone", json.GetProperty("recommended").GetString()], next);
        var trained = await PublishedWeights.RunAsync([.. next[1..], "-o", folder.File("m.graft")]);
        Assert.Equal(0, trained.ExitCode);

        int Count(string name) => json.GetProperty("pictures").GetProperty(name).GetInt32();
    }

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [InlineData("sign_language_digits")]
    [InlineData("trashnet")]
    [InlineData("hymenoptera")]
    public async Task The_first_recommended_is_within_a_hundredth_of_the_best_training(string pack)
    {
        var data = Shared.Path("data", pack + ".zip");
        var run = await PublishedWeights.RunAsync("recommend", data, "--json");
        Assert.Equal(0, run.ExitCode);
        var tested = new Dictionary<string, double>();
        foreach (var one in run.Json.GetProperty("candidates").EnumerateArray())
        {
            var name = one.GetProperty("backbone").GetString()!;
            var trained = await PublishedWeights.RunAsync(
                "train", data, "--backbone", name, "--fine-tune", "none", "-o", folder.File($"{name}.graft"), "--json");
            Assert.Equal(0, trained.ExitCode);
            tested[name] = Number(trained.Json.GetProperty("test"), "accuracy");
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{pack}: {name}, {Number(one, "accuracy"):0.000} by cross-validation ({Number(one, "low"):0.000} to "
                + $"{Number(one, "high"):0.000}, {Number(one, "featuresPerSecond"):0} pictures/s), {tested[name]:0.000} of the test part"));
        }
        Assert.True(tested[run.Json.GetProperty("recommended").GetString()!] >= tested.Values.Max() - 0.01);
    }

    [Theory]
    [InlineData("speed", "mobilenet_0.25.keras")]
    [InlineData("size", "mobilenet_0.25.keras")]
    public async Task What_counts_can_be_said(string preference, string expected)
    {
        var data = SmallData.WithParts(folder, train: 8, test: 1);
        var run = await PublishedWeights.RunAsync(
            "recommend", data, "--prefer", preference, "--candidates", "mobilenet_0.75.keras,mobilenet_0.25.keras");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Recommended: {expected}, ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            $"next: graft train {data} --backbone {expected}\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_fetched_it_measures_what_comes_with_Graft_and_says_how_to_get_more()
    {
        var start = new GraftProcess.Start("recommend", SmallData.WithParts(folder, train: 8, test: 1))
        {
            Environment = { ["GRAFT_WEIGHTS"] = folder.Path, ["GRAFT_CACHE"] = folder.File("cache"), ["GRAFT_OFFLINE"] = "1" },
        };
        var run = await GraftProcess.RunAsync(start);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("embedded.graft", run.Output, StringComparison.Ordinal);
        foreach (var part in (string[])["graft pull mobilenet_0.75.keras", "--candidates"])
            Assert.Contains(part, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_cannot_be_used_are_named_and_too_few_are_refused()
    {
        var data = SmallData.WithParts(folder, train: 12, test: 1);
        var first = Directory.EnumerateFiles(Path.Combine(data, "train"), "*.jpg", SearchOption.AllDirectories).First();
        File.WriteAllText(first, "broken");
        var run = await PublishedWeights.RunAsync("recommend", data, "--candidates", PublishedWeights.Backbone);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("cannot be used: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("the only one that was measured", run.Output, StringComparison.Ordinal);

        var few = await PublishedWeights.RunAsync(
            "recommend", SmallData.WithoutParts(folder, each: 4), "--candidates", PublishedWeights.Backbone);
        Assert.Equal((1, ""), (few.ExitCode, few.Output));
        Assert.Contains("it takes at least 10", few.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_wrong_usage()
    {
        var data = SmallData.WithParts(folder, train: 2, test: 1);
        foreach (var (arguments, expected) in new (string[], string)[]
        {
            (["--candidates", "mobilenet_025.keras"], "mobilenet_0.25.keras"),
            (["--prefer", "beauty"], "--prefer is 'beauty'; it must be accuracy, speed or size."),
            (["--budget", "soon"], "--budget is 'soon'"),
            (["--pictures", "9"], "--pictures is '9'; it must be a whole number, 10 or more."),
        })
        {
            var run = await PublishedWeights.RunAsync(["recommend", data, .. arguments]);
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        }
    }

    private static double Number(JsonElement of, string name) => of.GetProperty(name).GetDouble();
}
