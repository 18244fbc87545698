using System.Globalization;

namespace Graft.Cli.Parsing;

/// <summary>A network's input in pixels, as it is typed: <c>224</c> or <c>160x224</c> (height x width).</summary>
internal readonly record struct InputSize(int Height, int Width)
{
    public static bool TryParse(string text, out InputSize size)
    {
        var parts = text.Split('x', 'X');
        size = default;
        if (parts.Length > 2 || !TryParsePixels(parts[0], out var height) || !TryParsePixels(parts[^1], out var width))
            return false;
        size = new(height, width);
        return true;
    }

    public override string ToString() => $"{Height}x{Width}";

    private static bool TryParsePixels(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
