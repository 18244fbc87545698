using Graft.Engine;

namespace Graft.Cli.Drawings;

/// <summary>A colour by hue, saturation and lightness.</summary>
/// <param name="Hue">In turns of the colour circle; whole turns do not count.</param>
/// <param name="Saturation">From 0 to 1.</param>
/// <param name="Lightness">From 0 to 1.</param>
internal readonly record struct Colour(double Hue, double Saturation, double Lightness)
{
    /// <summary>Any colour that is neither black nor white.</summary>
    public static Colour Any(RandomStream random) =>
        new(random.NextUniform(), random.Between(0.1, 0.9), random.Between(0.22, 0.78));

    /// <summary>A colour near this one.</summary>
    public Colour Near(RandomStream random) => new(
        Hue + random.Between(-0.08, 0.08), Math.Clamp(Saturation + random.Between(-0.2, 0.2), 0, 1),
        Math.Clamp(Lightness + random.Between(-0.14, 0.14), 0, 1));

    /// <summary>A colour that can be told from this one by its lightness.</summary>
    public Colour Apart(RandomStream random)
    {
        var step = random.Between(0.24, 0.42);
        var isLighter = Lightness < 0.42 || (Lightness < 0.58 && random.Chance(0.5));
        return new Colour(
            random.NextUniform(), random.Between(0.15, 0.95), Math.Clamp(Lightness + (isLighter ? step : -step), 0.04, 0.96));
    }

    /// <summary>As SVG has it: <c>#rrggbb</c>.</summary>
    public override string ToString()
    {
        var (hue, saturation, lightness) = (12 * (Hue - Math.Floor(Hue)), Saturation, Lightness);
        var amplitude = saturation * Math.Min(lightness, 1 - lightness);
        return $"#{Channel(0):x2}{Channel(8):x2}{Channel(4):x2}";

        byte Channel(int offset)
        {
            var at = (offset + hue) % 12;
            return (byte)Math.Round(255 * (lightness - amplitude * Math.Max(-1, Math.Min(Math.Min(at - 3, 9 - at), 1))));
        }
    }
}
