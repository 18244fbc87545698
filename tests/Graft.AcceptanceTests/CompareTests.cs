using System.Text.Json;
using System.Xml.Linq;

namespace Graft.AcceptanceTests;

public sealed class CompareTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--shots 4,all", new[] { 4, 12 })]
    [InlineData("", new[] { 5, 10, 12 })]
    public async Task Curves_and_claims_are_one_document_and_the_report_is_one_file(string option, int[] shots)
    {
        var report = folder.File("comparison.html");
        var run = await PublishedWeights.RunAsync(Arguments(
            SmallData.WithParts(folder), [.. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", report, "--json"]));

        Assert.True(run.ExitCode == 0, run.Error);
        var curves = run.Json.GetProperty("curves").EnumerateArray().ToList();
        Assert.Equal(4 * shots.Length, curves.Count);
        Assert.Equal(
            ["fineTuned", "head", "scratch", "untrained"],
            curves.Select(point => point.GetProperty("method").GetString()).Distinct().Order(StringComparer.Ordinal));
        Assert.All(curves, point =>
        {
            Assert.InRange(Number(point, "accuracy"), Number(point, "low"), Number(point, "high"));
            Assert.True(Number(point, "seconds") > 0 && Number(point, "multiplyAdds") > 0);
        });
        Assert.Equal(shots, curves.Select(point => point.GetProperty("shots").GetInt32()).Distinct().Order());
        Assert.Equal(
            ["fewerPictures", "lessTime", "lessComputation"],
            run.Json.GetProperty("claims").EnumerateArray().Select(claim => claim.GetProperty("claim").GetString()));
        Assert.All(run.Json.GetProperty("claims").EnumerateArray(), claim => Assert.Equal(
            claim.GetProperty("figure") is { ValueKind: JsonValueKind.Number } figure && figure.GetDouble() > 1,
            claim.GetProperty("holds").GetBoolean()));
        var page = XDocument.Parse(File.ReadAllText(report).Split('\n', 2)[1]);
        Assert.Equal(3, page.Descendants("svg").Count());
        Assert.Equal(16, run.Json.GetProperty("testPictures").GetInt32());
    }

    [Fact]
    public async Task Wrong_numbers_of_pictures_are_wrong_usage_and_a_report_that_is_there_is_kept()
    {
        var data = SmallData.WithParts(folder, train: 2, test: 2);
        var wrong = await PublishedWeights.RunAsync(Arguments(data, "--shots", "5,few"));
        var report = folder.Write("comparison.html", "mine"u8);
        var kept = await PublishedWeights.RunAsync(Arguments(data, "-o", report));

        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("--shots is '5,few'", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(1, kept.ExitCode);
        Assert.Contains("--force", kept.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(report));
    }

    private static string[] Arguments(string data, params string[] more) =>
        ["compare", data, "--backbone", PublishedWeights.Backbone, "--input-size", "32", "--budget", "1s", .. more];

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
