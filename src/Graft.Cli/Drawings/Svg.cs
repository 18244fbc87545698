using System.Globalization;
using Graft.Engine;

namespace Graft.Cli.Drawings;

/// <summary>Shapes as SVG, and how chance draws them.</summary>
internal static class Svg
{
    /// <summary>A number as it stands in SVG.</summary>
    public static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>A closed, filled path.</summary>
    public static string Filled(FormattableString path, string fill, string outline = "") =>
        $"""<path d="{Text(path)}" fill="{fill}" {outline}/>""";

    /// <summary>A line with round ends.</summary>
    public static string Line(FormattableString path, string colour, double width) =>
        $"""<path d="{Text(path)}" fill="none" stroke="{colour}" stroke-width="{Number(width)}" stroke-linecap="round" stroke-linejoin="round"/>""";

    /// <summary>A filled ellipse.</summary>
    public static string Ellipse(double x, double y, double across, double down, string fill, string outline = "") =>
        $"""<ellipse cx="{Number(x)}" cy="{Number(y)}" rx="{Number(across)}" ry="{Number(down)}" fill="{fill}" {outline}/>""";

    /// <summary>A filled rectangle.</summary>
    public static string Box(double x, double y, double width, double height, string fill, string outline = "") =>
        $"""<rect x="{Number(x)}" y="{Number(y)}" width="{Number(width)}" height="{Number(height)}" fill="{fill}" {outline}/>""";

    /// <summary>A circle as a path.</summary>
    public static string Circle(double x, double y, double radius) =>
        Text($"M {x - radius} {y} a {radius} {radius} 0 1 0 {2 * radius} 0 a {radius} {radius} 0 1 0 {-2 * radius} 0");

    /// <summary>A number between two others.</summary>
    public static double Between(this RandomStream random, double low, double high) => low + (high - low) * random.NextUniform();

    /// <summary>True with a probability.</summary>
    public static bool Chance(this RandomStream random, double probability) => random.NextUniform() < probability;

    private static string Text(FormattableString path) => string.Format(
        CultureInfo.InvariantCulture, path.Format, [.. path.GetArguments().Select(value => value is double number ? Number(number) : value)]);
}
