using System.Globalization;

namespace Graft.Cli.Output;

/// <summary>Sizes as people say them: "512 bytes", "4.2 MB" (1 MB is a million bytes).</summary>
internal static class Bytes
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    public static string Of(long count)
    {
        var (value, unit) = ((double)count, 0);
        while (value >= 1000 && unit < Units.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
