using System.Globalization;

namespace Graft.Engine;

/// <summary>Sizes as people write them: <c>20GB</c>, <c>500 MB</c>, <c>1048576</c>; 1 MB is a million bytes.</summary>
internal static class ByteCount
{
    private static readonly string[] Units = ["", "k", "M", "G", "T"];

    /// <summary>Reads one; null where the text is none.</summary>
    public static long? Parse(string text)
    {
        var number = text.Trim();
        if (number.EndsWith('B') || number.EndsWith('b'))
            number = number[..^1];
        var factor = 1m;
        for (var i = 1; i < Units.Length; i++)
            if (number.EndsWith(Units[i], StringComparison.OrdinalIgnoreCase))
                (number, factor) = (number[..^1], (decimal)Math.Pow(1000, i));
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite;
        return decimal.TryParse(number, Plain, CultureInfo.InvariantCulture, out var value) && value <= long.MaxValue / factor
            ? (long)(value * factor)
            : null;
    }
}
