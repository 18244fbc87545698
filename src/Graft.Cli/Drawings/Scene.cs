using System.Text;
using Graft.Engine;
using static Graft.Cli.Drawings.Svg;

namespace Graft.Cli.Drawings;

/// <summary>A thing on a cluttered ground, partly hidden, as SVG of 100 x 100.</summary>
internal static class Scene
{
    /// <summary>One scene.</summary>
    public static string Of(DrawnThing thing, RandomStream random)
    {
        var ground = Colour.Any(random);
        var body = ground.Apart(random);
        var patterns = new StringBuilder();
        var background = Ground(ground, random, patterns);
        var clutter = Clutter(ground, 3 + random.NextBelow(6), random);
        var paint = PaintOf(body, random, patterns);
        var (x, y, scale) = (random.Between(36, 64), random.Between(36, 64), random.Between(0.6, 0.95));
        var (wide, turn) = (random.Between(0.82, 1.2), random.Between(-thing.Turn, thing.Turn));
        var mirror = random.Chance(0.5) ? -1 : 1;
        var place = FormattableString.Invariant(
            $"translate({x:F2} {y:F2}) rotate({turn:F2}) skewX({random.Between(-14, 14):F2}) scale({mirror * scale * wide:F3} {scale / wide:F3})");
        var placed = $"""<g transform="{place}">{thing.Shapes(random, paint)}</g>""";
        var hiding = random.Chance(0.4) ? Hiding(x, y, scale, ground, random) : "";
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><defs>{patterns}</defs>{background}{clutter}{placed}{hiding}</svg>
            """;
    }

    private static string Ground(Colour ground, RandomStream random, StringBuilder patterns)
    {
        patterns.Append(Gradient("ground", ground, ground.Near(random), random));
        var plain = Box(0, 0, 100, 100, "url(#ground)");
        if (!random.Chance(0.5))
            return plain;
        patterns.Append(Texture("texture", "none", ground.Near(random), random));
        return plain + Box(0, 0, 100, 100, "url(#texture)");
    }

    private static Paint PaintOf(Colour body, RandomStream random, StringBuilder patterns)
    {
        var kind = random.NextUniform();
        var fill = kind < 0.4 ? body.ToString() : "url(#body)";
        if (kind is >= 0.4 and < 0.65)
            patterns.Append(Gradient("body", body, body.Near(random), random));
        else if (kind >= 0.65)
            patterns.Append(Texture("body", body.ToString(), body.Near(random), random));
        var outline = random.Chance(0.4)
            ? $"""stroke="{body.Apart(random)}" stroke-width="{Number(random.Between(1, 3))}" stroke-linejoin="round" """
            : "";
        return new Paint(fill, body.Near(random).ToString(), body.Apart(random).ToString(), outline);
    }

    private static string Gradient(string name, Colour from, Colour to, RandomStream random) =>
        $"""
        <linearGradient id="{name}" gradientTransform="rotate({Number(random.Between(0, 90))})"><stop stop-color="{from}"/><stop offset="1" stop-color="{to}"/></linearGradient>
        """;

    // Stripes, dots or squares.
    private static string Texture(string name, string ground, Colour colour, RandomStream random)
    {
        var (step, turn) = (random.Between(5, 14), random.Between(0, 180));
        var half = step / 2;
        var mark = random.NextBelow(3) switch
        {
            0 => Box(0, 0, step, half, colour.ToString()),
            1 => Ellipse(half, half, half * 0.6, half * 0.6, colour.ToString()),
            _ => Box(0, 0, half, half, colour.ToString()) + Box(half, half, half, half, colour.ToString()),
        };
        return $"""
            <pattern id="{name}" width="{Number(step)}" height="{Number(step)}" patternUnits="userSpaceOnUse" patternTransform="rotate({Number(turn)})">{Box(0, 0, step, step, ground)}{mark}</pattern>
            """;
    }

    private static string Clutter(Colour ground, int count, RandomStream random)
    {
        var shapes = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var colour = (random.Chance(0.5) ? ground.Near(random) : Colour.Any(random)).ToString();
            var place = FormattableString.Invariant(
                $"translate({random.Between(0, 100):F2} {random.Between(0, 100):F2}) rotate({random.Between(0, 360):F2})");
            var opacity = Number(random.Between(0.35, 0.95));
            shapes.Append($"""<g transform="{place}" opacity="{opacity}">{Piece(colour, random.Between(3, 12), random)}</g>""");
        }
        return shapes.ToString();
    }

    private static string Piece(string colour, double size, RandomStream random) => random.NextBelow(5) switch
    {
        0 => Ellipse(0, 0, size, size * random.Between(0.4, 1), colour),
        1 => Box(-size, -size / 2, 2 * size, size * random.Between(0.5, 1.5), colour),
        2 => Filled($"M {-size} {size} L 0 {-size} L {size * random.Between(0.3, 1)} {size} Z", colour),
        3 => Line($"M {-2 * size} 0 q {size} {random.Between(-size, size)} {2 * size} 0 t {2 * size} 0", colour, random.Between(1.5, 5)),
        _ => Line($"M {-size} {size} A {size} {size} 0 0 1 {size} {size * random.Between(0, 1)}", colour, random.Between(1.5, 5)),
    };

    // Beside the middle, so that most of the thing is still to be seen.
    private static string Hiding(double x, double y, double scale, Colour ground, RandomStream random)
    {
        var (angle, away) = (random.Between(0, 2 * Math.PI), scale * random.Between(26, 40));
        var place = FormattableString.Invariant(
            $"translate({x + away * Math.Cos(angle):F2} {y + away * Math.Sin(angle):F2}) rotate({random.Between(0, 360):F2})");
        var colour = (random.Chance(0.5) ? ground.Near(random) : Colour.Any(random)).ToString();
        return $"""<g transform="{place}">{Piece(colour, scale * random.Between(11, 20), random)}</g>""";
    }
}
