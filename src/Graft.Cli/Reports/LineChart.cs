using System.Globalization;
using System.Xml.Linq;

namespace Graft.Cli.Reports;

/// <summary>A point of a line.</summary>
/// <param name="X">Where it stands.</param>
/// <param name="Y">How high.</param>
/// <param name="Low">The lower end of its interval; null where it has none.</param>
/// <param name="High">The upper end.</param>
/// <param name="Text">What is shown when one points at it; null for nothing.</param>
internal readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null, string? Text = null);

/// <summary>A line of a chart.</summary>
/// <param name="Name">What stands at its end.</param>
/// <param name="Colour">The colour's class in the style: <c>first</c> to <c>fourth</c>.</param>
/// <param name="Points">At least one, by X.</param>
/// <param name="HasDots">Whether its points are marked.</param>
/// <param name="IsDashed">Whether it is dashed.</param>
internal sealed record ChartLine(
    string Name, string Colour, IReadOnlyList<ChartPoint> Points, bool HasDots = false, bool IsDashed = false);

/// <summary>Lines over one axis, as SVG whose colours are the page's.</summary>
internal sealed record LineChart
{
    private const double Width = 740;
    private const double Height = 340;
    private const double Left = 52;
    private const double Right = 150;
    private const double Top = 14;
    private const double Bottom = 46;
    private const double LineHeight = 15;

    /// <summary>What it shows, for those who cannot see it.</summary>
    public required string Title { get; init; }

    /// <summary>What the horizontal axis is.</summary>
    public required string Across { get; init; }

    /// <summary>What the vertical axis is.</summary>
    public required string Up { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>The least and greatest value of the vertical axis; null for those of the lines.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Whether equal factors are equally far apart on the horizontal axis.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Marks of the horizontal axis; null for round values.</summary>
    public IReadOnlyList<(double Value, string Text)>? Marks { get; init; }

    /// <summary>How a value of the vertical axis is written.</summary>
    public Func<double, string> Format { get; init; } = value => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Draws it.</summary>
    public XElement Draw()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        var (from, to) = (points.Min(point => point.X), points.Max(point => point.X));
        var (low, high) = Range ?? (points.Min(point => point.Low ?? point.Y), points.Max(point => point.High ?? point.Y));
        var across = new ChartScale(from, to > from ? to : from + 1, Left, Width - Right, IsLogarithmic);
        var up = new ChartScale(low, high > low ? high : low + 1, Height - Bottom, Top);
        var marks = Marks ?? [.. across.Ticks(6).Select(value => (value, value.ToString("0.##", CultureInfo.InvariantCulture)))];
        return Html.Of(
            "svg.chart", Html.With("viewBox", FormattableString.Invariant($"0 0 {Width} {Height}")), Html.With("role", "img"),
            Html.Of("title", Title),
            up.Ticks(5).Select(value => Grid(up[value], Format(value))),
            marks.Select(mark => Text(across[mark.Value], Height - Bottom + 18, mark.Text, "middle")),
            Text((Left + Width - Right) / 2, Height - 6, Across, "middle"),
            Html.Of(
                "text", Html.With("transform", FormattableString.Invariant($"translate(13 {(Top + Height - Bottom) / 2}) rotate(-90)")),
                Html.With("text-anchor", "middle"), Up),
            Lines.Select(line => Drawn(line, across, up)),
            Names(up));
    }

    private static XElement Grid(double y, string text) => Html.Of(
        "g",
        Html.Of("line.grid", Html.With("x1", Left), Html.With("x2", Width - Right), Html.With("y1", y), Html.With("y2", y)),
        Text(Left - 8, y + 4, text, "end"));

    private static XElement Text(double x, double y, string text, string anchor) => Html.Of(
        "text", Html.With("x", x), Html.With("y", y), Html.With("text-anchor", anchor), text);

    private static XElement Drawn(ChartLine line, ChartScale across, ChartScale up)
    {
        var banded = line.Points.Where(point => point is { Low: not null, High: not null }).ToList();
        var band = banded.Select(point => Pair(point.X, point.High!.Value))
            .Concat(banded.AsEnumerable().Reverse().Select(point => Pair(point.X, point.Low!.Value)));
        return Html.Of(
            $"g.{line.Colour}",
            banded.Count > 1 ? Html.Of("polygon.band", Html.With("points", string.Join(' ', band))) : null,
            Html.Of(
                line.IsDashed ? "polyline.line.dashed" : "polyline.line",
                Html.With("points", string.Join(' ', line.Points.Select(point => Pair(point.X, point.Y))))),
            line.HasDots ? line.Points.Select(Dot) : null);

        string Pair(double x, double y) => FormattableString.Invariant($"{across[x]:0.##},{up[y]:0.##}");

        XElement Dot(ChartPoint point) => Html.Of(
            "circle.dot", Html.With("cx", across[point.X]), Html.With("cy", up[point.Y]), Html.With("r", 4),
            point.Text is { } text ? Html.Of("title", text) : null);
    }

    // Each name stands at the end of its line, and none on another.
    private IEnumerable<XElement> Names(ChartScale up)
    {
        var places = Lines.Select(line => (Line: line, Y: up[line.Points[^1].Y])).OrderBy(place => place.Y).ToArray();
        for (var i = 1; i < places.Length; i++)
            places[i].Y = Math.Max(places[i].Y, places[i - 1].Y + LineHeight);
        var excess = places.Length > 0 ? Math.Max(0, places[^1].Y - (Height - Bottom)) : 0;
        return places.Select(place => Html.Of(
            $"text.name.{place.Line.Colour}", Html.With("x", Width - Right + 8), Html.With("y", place.Y + 4 - excess), place.Line.Name));
    }
}
