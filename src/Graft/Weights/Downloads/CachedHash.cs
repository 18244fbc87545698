using System.Text;
using Graft.Runtime.Bundles;

namespace Graft.Weights.Downloads;

/// <summary>The SHA-256 that stands beside a downloaded file, in the form that <c>sha256sum --check</c> reads.</summary>
internal static class CachedHash
{
    public const string Ending = ".sha256";

    /// <summary>The hash that was written down when the file was downloaded; null where there is none.</summary>
    public static ContentHash? Read(string path)
    {
        const int Digits = 64;
        try
        {
            var text = File.ReadAllText(path + Ending);
            return text.Length >= Digits && text[..Digits].All(char.IsAsciiHexDigitLower) ? new("sha256", text[..Digits]) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static void Write(string path, string sha256) => WholeFile.Write(
        path + Ending,
        overwrite: true,
        stream => stream.Write(Encoding.UTF8.GetBytes($"{sha256}  {Path.GetFileName(path)}\n")));
}
