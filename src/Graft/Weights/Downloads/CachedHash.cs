using System.Text;
using Graft.Runtime.Bundles;

namespace Graft.Weights.Downloads;

/// <summary>The SHA-256 that stands beside a downloaded file, in the form that <c>sha256sum --check</c> reads.</summary>
internal static class CachedHash
{
    private const string Ending = ".sha256";

    /// <summary>Whether a file is there, whole and unchanged since it was downloaded, and the published one.</summary>
    public static async Task<bool> IsSoundAsync(string path, ContentHash? published, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) || Read(path) is not { } recorded || !await HasAsync(recorded).ConfigureAwait(false))
            return false;
        return published is null
            || (published.Algorithm == recorded.Algorithm
                ? FileHashes.Equal(recorded.Value, published)
                : await HasAsync(published).ConfigureAwait(false));

        async Task<bool> HasAsync(ContentHash hash) =>
            FileHashes.Equal(await FileHashes.OfAsync(path, hash.Algorithm, cancellationToken).ConfigureAwait(false), hash);
    }

    public static void Write(string path, string sha256) => WholeFile.Write(
        path + Ending,
        overwrite: true,
        stream => stream.Write(Encoding.UTF8.GetBytes($"{sha256}  {Path.GetFileName(path)}\n")));

    private static ContentHash? Read(string path)
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
}
