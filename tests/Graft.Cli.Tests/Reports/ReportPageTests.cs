using System.Xml.Linq;
using Graft.Cli.Reports;
using Graft.Evaluation;
using Graft.Runtime.Imaging;

namespace Graft.Cli.Tests.Reports;

public sealed class ReportPageTests
{
    [Fact]
    public void A_page_is_well_formed_and_text_in_it_stays_text()
    {
        var page = new ReportPage("<b>&\"fish\"");
        page.Section("1 < 2", Html.Of("p", "<script>alert(1)</script>"), null);

        var (first, document) = Parsed(page);

        Assert.Equal("<!doctype html>", first);
        Assert.Equal("<b>&\"fish\"", document.Descendants("title").Single().Value);
        Assert.Empty(document.Descendants("script"));
        Assert.Equal("<script>alert(1)</script>", document.Descendants("p").Single().Value);
    }

    [Fact]
    public void A_page_asks_nothing_of_any_other()
    {
        var page = new ReportPage("All parts");
        page.Add(
            Chart().Draw(), DotPlot.Draw("dots", "one", "two", [("fish", 0.5, 0.25)]),
            ConfusionTable.Of(new ConfusionMatrix(["a", "b"], [[3, 1], [0, 0]]), "ofFirst"),
            PictureRows.Of([("fish", [new Picture(2, 2, new byte[12])])]));

        var (_, document) = Parsed(page);

        SelfContained.Check(document);
        Assert.StartsWith("data:image/jpeg;base64,", document.Descendants("img").Single().Attribute("src")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_that_hold_nothing_have_an_end_tag_where_a_browser_wants_one()
    {
        var page = new ReportPage("Ends");
        page.Add(Html.Of("div"), Html.Of("td.none"));

        var text = page.ToString();

        Assert.Contains("<div></div>", text, StringComparison.Ordinal);
        Assert.Contains("""<td class="none"></td>""", text, StringComparison.Ordinal);
        Assert.Contains("""<meta charset="utf-8" />""", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_puts_its_points_between_its_axes_in_their_order_and_names_apart()
    {
        var chart = Chart().Draw();

        var lines = chart.Descendants("polyline").Select(line => line.Attribute("points")!.Value.Split(' ')
            .Select(pair => pair.Split(',').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray())
            .ToArray()).ToList();
        Assert.All(lines.SelectMany(points => points), place => Assert.True(place[0] is >= 52 and <= 590 && place[1] is >= 14 and <= 294));
        Assert.All(lines, points => Assert.Equal(points.OrderBy(place => place[0]), points));
        // On a logarithmic axis from 5 to 50 with 5, 10 and 50 the first step is log 2 of log 10.
        Assert.Equal(Math.Log10(2), (lines[0][1][0] - lines[0][0][0]) / (lines[0][2][0] - lines[0][0][0]), 1e-3);
        var names = chart.Elements("text").Where(text => text.Attribute("class") is not null)
            .Select(text => double.Parse(text.Attribute("y")!.Value, System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();
        Assert.Equal(2, names.Count);
        Assert.True(names[1] - names[0] >= 15);
    }

    [Theory]
    [InlineData(0, 1, 5, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(1, 100, 6, new[] { 20.0, 40, 60, 80, 100 })]
    public void Marks_stand_at_round_values(double low, double high, int about, double[] expected)
    {
        var ticks = new ChartScale(low, high, 0, 1).Ticks(about);

        Assert.Equal(expected.Length, ticks.Count);
        Assert.All(expected.Zip(ticks), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Marks_of_a_logarithmic_scale_are_ones_twos_and_fives() =>
        Assert.Equal([5, 10, 20, 50, 100, 200], new ChartScale(5, 300, 0, 1, isLogarithmic: true).Ticks(6));

    private static LineChart Chart() => new()
    {
        Title = "A chart",
        Across = "pictures",
        Up = "accuracy",
        Range = (0, 1),
        IsLogarithmic = true,
        Lines =
        [
            new("one", "first", [new(5, 0.5, 0.4, 0.6, "five"), new(10, 0.7, 0.6, 0.8), new(50, 0.9, 0.85, 0.93)], HasDots: true),
            new("two", "second", [new(5, 0.2), new(50, 0.89)], IsDashed: true),
        ],
    };

    private static (string First, XDocument Document) Parsed(ReportPage page)
    {
        var parts = page.ToString().Split('\n', 2);
        return (parts[0], XDocument.Parse(parts[1]));
    }
}
