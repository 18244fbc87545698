using System.Globalization;
using System.Text;
using Graft.Engine;
using static Graft.Cli.Drawings.Svg;

namespace Graft.Cli.Drawings;

/// <summary>The shapes of drawn things, in a square from -50 to 50: no two of a kind have the same proportions.</summary>
internal static class Things
{
    public static string Arrow(RandomStream random, Paint paint)
    {
        var (shaft, head, length) = (random.Between(4, 11), random.Between(17, 32), random.Between(18, 38));
        var (neck, barb, notch) = (48 - length, random.Between(0, 9), random.Between(0, 14));
        var edge = neck - barb;
        return Filled(
            $"M -48 {-shaft} L {neck} {-shaft} L {edge} {-head} L 48 0 L {edge} {head} L {neck} {shaft} L -48 {shaft} L {notch - 48} 0 Z",
            paint.Body, paint.Outline);
    }

    public static string Cup(RandomStream random, Paint paint)
    {
        var (top, bottom) = (random.Between(22, 32), random.Between(13, 25));
        var (rim, foot) = (random.Between(-38, -20), random.Between(26, 40));
        var (reach, thick) = (random.Between(11, 18), random.Between(4, 8));
        var middle = (rim + foot) / 2;
        var handle = Line(
            $"M {top - 4} {rim + 10} C {top + 2 * reach} {rim + 4} {top + 2 * reach} {middle + 16} {bottom + 2} {middle + 14}",
            paint.Part, thick);
        var body = Filled(
            $"M {-top} {rim} L {top} {rim} Q {top} {foot - 6} {bottom} {foot} L {-bottom} {foot} Q {-top} {foot - 6} {-top} {rim} Z",
            paint.Body, paint.Outline);
        var inside = Ellipse(0, rim, top, random.Between(3, 8), paint.Part, paint.Outline);
        var saucer = random.Chance(0.4) ? Ellipse(0, foot + 2, top + 10, 5, paint.Part, paint.Outline) : "";
        var steam = random.Chance(0.4)
            ? Line($"M -8 {rim - 5} q 6 -6 0 -12 M 8 {rim - 5} q 6 -6 0 -12", paint.Line, 2.5)
            : "";
        return saucer + handle + body + inside + steam;
    }

    public static string Fish(RandomStream random, Paint paint)
    {
        var (height, tail) = (random.Between(15, 30), random.Between(13, 26));
        var (nose, bend) = (random.Between(38, 48), random.Between(8, 24));
        var fin = random.Chance(0.75)
            ? Filled($"M -12 {-height * 0.6} Q 2 {-height - random.Between(8, 18)} 16 {-height * 0.55} Z", paint.Part, paint.Outline)
            : "";
        var back = Filled($"M -24 0 L -50 {-tail} Q {-44 + random.Between(0, 10)} 0 -50 {tail} Z", paint.Part, paint.Outline);
        var body = Filled(
            $"M -32 0 C {-bend} {-height * 1.3} {bend} {-height * 1.3} {nose} 0 C {bend} {height * 1.3} {-bend} {height * 1.3} -32 0 Z",
            paint.Body, paint.Outline);
        var eye = Ellipse(nose - 15, -height * 0.25, 4, 4, "#fff") + Ellipse(nose - 14, -height * 0.25, 2, 2, "#111");
        var gill = Line($"M {nose - 24} {-height * 0.5} q 6 {height * 0.5} 0 {height}", paint.Line, 2);
        return fin + back + body + gill + eye;
    }

    public static string House(RandomStream random, Paint paint)
    {
        var (half, eaves, ground) = (random.Between(24, 38), random.Between(-14, 6), random.Between(30, 44));
        var (ridge, over) = (eaves - random.Between(18, 34), random.Between(2, 10));
        var top = random.Between(-10, 10);
        var chimney = random.Chance(0.5) ? Box(half * 0.35, ridge + 2, 8, eaves - ridge - 4, paint.Body, paint.Outline) : "";
        var walls = Box(-half, eaves, 2 * half, ground - eaves, paint.Body, paint.Outline);
        var roof = Filled($"M {-half - over} {eaves} L {top} {ridge} L {half + over} {eaves} Z", paint.Part, paint.Outline);
        var (door, left) = (random.Between(9, 14), random.Chance(0.5));
        var doorway = Box(left ? -half * 0.7 : half * 0.7 - door, ground - 0.6 * (ground - eaves), door, 0.6 * (ground - eaves), paint.Line);
        var window = Box(left ? half * 0.15 : -half * 0.65, eaves + 8, half * 0.5, half * 0.4, paint.Line);
        return chimney + walls + roof + doorway + window;
    }

    public static string Key(RandomStream random, Paint paint)
    {
        var (ring, thick, shaft) = (random.Between(11, 18), random.Between(5, 9), random.Between(5, 8));
        var centre = -46 + ring;
        var shapes = new StringBuilder(random.Chance(0.7)
            ? Line($"{Circle(centre, 0, ring)}", paint.Body, thick)
            : Line($"M {centre - ring} {-ring} h {2 * ring} v {2 * ring} h {-2 * ring} z", paint.Body, thick));
        shapes.Append(Box(centre + ring, -shaft / 2, 46 - centre - ring, shaft, paint.Body));
        var (teeth, at) = (2 + random.NextBelow(3), 46.0);
        for (var tooth = 0; tooth < teeth; tooth++)
        {
            var width = random.Between(4, 7);
            shapes.Append(Box(at - width, shaft / 2 - 1, width, random.Between(8, 17), paint.Body));
            at -= width + random.Between(2, 5);
        }
        return shapes.ToString();
    }

    public static string Leaf(RandomStream random, Paint paint)
    {
        var (upper, lower, bulge) = (random.Between(15, 32), random.Between(15, 32), random.Between(-20, 12));
        var blade = Filled(
            $"M -34 0 C {bulge - 12} {-upper * 1.3} {bulge + 22} {-upper} 48 0 C {bulge + 22} {lower} {bulge - 12} {lower * 1.3} -34 0 Z",
            paint.Body, paint.Outline);
        var veins = new StringBuilder($"M -50 {Number(random.Between(-6, 6))} Q -40 0 -34 0 L 42 0");
        var count = 3 + random.NextBelow(3);
        for (var vein = 0; vein < count; vein++)
        {
            var x = -22 + 52.0 * vein / count;
            var reach = 0.55 * (1 - Math.Abs(x - bulge / 2) / 60);
            veins.Append(CultureInfo.InvariantCulture, $" M {x:F2} 0 l 10 {-upper * reach:F2} M {x:F2} 0 l 10 {lower * reach:F2}");
        }
        return blade + Line($"{veins}", paint.Line, random.Between(1.8, 3.2));
    }

    public static string Spiral(RandomStream random, Paint paint)
    {
        var (turns, thick, side) = (random.Between(1.9, 3.4), random.Between(5, 9), random.Chance(0.5) ? 1 : -1);
        var steps = (int)(turns * 24);
        var path = new StringBuilder("M 0 0");
        for (var step = 1; step <= steps; step++)
        {
            var (angle, radius) = (2 * Math.PI * turns * step / steps, 44.0 * step / steps);
            path.Append(CultureInfo.InvariantCulture, $" L {radius * Math.Cos(angle):F2} {side * radius * Math.Sin(angle):F2}");
        }
        return Line($"{path}", paint.Body, thick);
    }

    public static string Star(RandomStream random, Paint paint)
    {
        var (points, inner) = (5 + random.NextBelow(3), random.Between(0.36, 0.56));
        var path = new StringBuilder();
        for (var corner = 0; corner < 2 * points; corner++)
        {
            var radius = corner % 2 == 0 ? 48 * random.Between(0.88, 1) : 48 * inner;
            var angle = Math.PI * corner / points;
            path.Append(CultureInfo.InvariantCulture,
                $"{(corner == 0 ? "M" : " L")} {radius * Math.Sin(angle):F2} {-radius * Math.Cos(angle):F2}");
        }
        return Filled($"{path} Z", paint.Body, paint.Outline);
    }

    public static string Tree(RandomStream random, Paint paint)
    {
        var (trunk, foot) = (random.Between(4, 8), random.Between(38, 48));
        var stem = Box(-trunk, 0, 2 * trunk, foot, paint.Part, paint.Outline);
        var crown = new StringBuilder();
        if (random.Chance(0.5))
            for (var (tier, tiers) = (0, 2 + random.NextBelow(3)); tier < tiers; tier++)
            {
                var (bottom, height, half) = (20 - 44.0 * tier / tiers, 60.0 / tiers + 10, random.Between(28, 34) * (1 - 0.55 * tier / tiers));
                crown.Append(Filled($"M {-half} {bottom} L 0 {bottom - height} L {half} {bottom} Z", paint.Body, paint.Outline));
            }
        else
            for (var (puff, puffs) = (0, 4 + random.NextBelow(3)); puff < puffs; puff++)
            {
                var (angle, radius) = (2 * Math.PI * puff / puffs, random.Between(14, 20));
                crown.Append(Ellipse(16 * Math.Cos(angle), -16 + 14 * Math.Sin(angle), radius, radius, paint.Body, paint.Outline));
            }
        return stem + crown;
    }

    public static string Umbrella(RandomStream random, Paint paint)
    {
        var (half, height, edge) = (random.Between(36, 48), random.Between(28, 42), random.Between(-4, 6));
        var (ribs, hook) = (2 + random.NextBelow(3), random.Between(6, 10));
        var pole = Line($"M 0 {edge - height - 7} L 0 38 q 0 {hook} {hook} {hook} q {hook} 0 {hook} {-hook}", paint.Part, random.Between(3.5, 6));
        var dome = new StringBuilder(
            FormattableString.Invariant($"M {-half} {edge} C {-half} {edge - 1.35 * height} {half} {edge - 1.35 * height} {half} {edge}"));
        var width = 2 * half / ribs;
        for (var rib = 0; rib < ribs; rib++)
            dome.Append(CultureInfo.InvariantCulture, $" q {-width / 2:F2} {-random.Between(5, 10):F2} {-width:F2} 0");
        return pole + Filled($"{dome} Z", paint.Body, paint.Outline);
    }
}
