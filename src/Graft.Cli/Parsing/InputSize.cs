using System.Globalization;

namespace Graft.Cli.Parsing;

/// <summary>A network's input in pixels, as it is typed: <c>224</c> or <c>160x224</c> (height x width).</summary>
internal readonly record struct InputSize(int Height, int Width)
{
    public static bool TryParse(string text, out InputSize size)
    {
        var parts = text.Split('x', 'X');
        size = default;
        if (parts.Length > 2 || !parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
            return false;
        var numbers = parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        size = new(numbers[0], numbers[^1]);
        return true;
    }

    public override string ToString() => $"{Height}x{Width}";
}
