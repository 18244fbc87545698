using System.Globalization;

namespace Graft.Cli.Output;

/// <summary>Times as people say them: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min".</summary>
internal static class Duration
{
    public static string Of(TimeSpan time)
    {
        var seconds = (long)Math.Round(time.TotalSeconds);
        return seconds switch
        {
            < 10 => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} min {seconds % 60} s",
            _ => $"{seconds / 3600} h {seconds % 3600 / 60} min",
        };
    }
}
