using System.Globalization;
using System.Xml.Linq;

namespace Graft.Cli.Reports;

/// <summary>Two shares for each of some names, as dots on a line from 0 to 100 %.</summary>
internal static class DotPlot
{
    private const double Width = 740;
    private const double Left = 110;
    private const double Right = 24;
    private const double RowHeight = 24;
    private const double Top = 10;

    /// <summary>Draws it.</summary>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    /// <param name="first">What the first share is.</param>
    /// <param name="second">What the second share is.</param>
    /// <param name="rows">A name and its shares, each.</param>
    public static XElement Draw(
        string title, string first, string second, IReadOnlyList<(string Name, double First, double Second)> rows)
    {
        var across = new ChartScale(0, 1, Left, Width - Right);
        var bottom = Top + rows.Count * RowHeight;
        return Html.Of(
            "svg.chart", Html.With("viewBox", FormattableString.Invariant($"0 0 {Width} {bottom + 26}")), Html.With("role", "img"),
            Html.Of("title", title),
            across.Ticks(5).Select(share => Html.Of(
                "g",
                Html.Of("line.grid", Html.With("x1", across[share]), Html.With("x2", across[share]), Html.With("y1", Top), Html.With("y2", bottom)),
                Text(across[share], bottom + 16, Percent(share), "middle"))),
            rows.Select((row, i) => Row(across, row, Top + (i + 0.5) * RowHeight, first, second)));
    }

    private static XElement Row(
        ChartScale across, (string Name, double First, double Second) row, double y, string first, string second) => Html.Of(
        "g",
        Text(Left - 10, y + 4, row.Name, "end"),
        Html.Of("line.grid", Html.With("x1", across[row.First]), Html.With("x2", across[row.Second]), Html.With("y1", y), Html.With("y2", y)),
        Dot("second", across[row.Second], y, $"{row.Name}, {second}: {Percent(row.Second)}"),
        Dot("first", across[row.First], y, $"{row.Name}, {first}: {Percent(row.First)}"));

    private static XElement Dot(string colour, double x, double y, string text) => Html.Of(
        $"g.{colour}",
        Html.Of("circle.dot", Html.With("cx", x), Html.With("cy", y), Html.With("r", 5.5), Html.Of("title", text)));

    private static XElement Text(double x, double y, string text, string anchor) => Html.Of(
        "text", Html.With("x", x), Html.With("y", y), Html.With("text-anchor", anchor), text);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
