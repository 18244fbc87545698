using System.Text.Json;
using System.Xml.Linq;

namespace Graft.AcceptanceTests;

public sealed class DemoTests : IDisposable
{
    private static readonly string[] Loading = ["src", "href", "srcset", "data", "poster", "action"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Few_pictures_are_drawn_trained_on_both_ways_and_reported()
    {
        var demo = folder.File("demo");
        var run = await Offline("demo", "--shots", "2", "--threads", "1", "-o", demo, "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(
            ["model", "pictures", "report", "scratch", "seconds", "transfer"],
            run.Json.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        var pictures = run.Json.GetProperty("pictures");
        Assert.Equal((10, 20, 400), (Whole(pictures, "classes"), Whole(pictures, "train"), Whole(pictures, "test")));
        Assert.Equal(420, Directory.GetFiles(Path.Combine(demo, "pictures"), "*.png", SearchOption.AllDirectories).Length);
        foreach (var method in (string[])["transfer", "scratch"])
        {
            var figures = run.Json.GetProperty(method);
            Assert.InRange(Number(figures, "accuracy"), Number(figures, "low"), Number(figures, "high"));
            Assert.True(Number(figures, "seconds") > 0);
            var judged = await Offline("evaluate", figures.GetProperty("model").GetString()!, Path.Combine(demo, "pictures"), "--json");
            Assert.Equal(Number(figures, "accuracy"), Number(judged.Json, "accuracy"));
        }
        CheckReport(run.Json.GetProperty("report").GetString()!);

        var refused = await Offline("demo", "--shots", "2", "-o", demo);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task The_published_network_is_better_by_ten_in_a_hundred_within_three_minutes()
    {
        var run = await Offline("demo", "-o", folder.File("demo"), "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        var gain = Number(run.Json.GetProperty("transfer"), "accuracy") - Number(run.Json.GetProperty("scratch"), "accuracy");
        Assert.True(gain >= 0.1, $"It is better by {gain}.");
        Assert.InRange(Number(run.Json, "seconds"), 0, 180);
    }

    private static void CheckReport(string file)
    {
        var page = XDocument.Parse(File.ReadAllText(file).Split('\n', 2)[1]);
        Assert.All(
            page.Descendants().Attributes().Where(attribute => Loading.Contains(attribute.Name.LocalName)),
            attribute => Assert.StartsWith("data:", attribute.Value, StringComparison.Ordinal));
        Assert.Empty(page.Descendants("script"));
        Assert.Equal(20, page.Descendants("img").Count());
        Assert.Equal(2, page.Descendants("table").Count(table => table.Attribute("class") is not null));
        Assert.NotEmpty(page.Descendants("polyline"));
    }

    // Nothing but what comes with it.
    private static Task<GraftProcess> Offline(params string[] arguments) => GraftProcess.RunAsync(new GraftProcess.Start(arguments)
    {
        Environment = { ["GRAFT_WEIGHTS"] = null, ["GRAFT_OFFLINE"] = "1" },
    });

    private static int Whole(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
