using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Weights.Zip;

/// <summary>
/// The names of files in an archive. Graft never writes them to disk; a name that would lead out of a folder, or that means
/// something else on another system, marks an archive that is not to be trusted.
/// </summary>
internal static partial class ZipNames
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(FileBytes archive, ReadOnlySpan<byte> bytes, bool fromUnix, uint attributes)
    {
        const uint KindOfFile = 0xF000;
        const uint SymbolicLink = 0xA000;
        string name;
        try
        {
            name = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new WeightsException(ZipDirectory.Broken(archive, "it holds a name that is not UTF-8.").Message, e);
        }
        var readable = string.Concat(name.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
        if (!IsPlain(name))
            throw ZipDirectory.Broken(archive, $"it holds a file '{readable}', a name that weights have no need of.");
        if (fromUnix && (attributes >> 16 & KindOfFile) == SymbolicLink)
            throw ZipDirectory.Broken(archive, $"'{readable}' is a symbolic link.");
        return name;
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && !name.Any(letter => char.IsControl(letter) || letter == '\\') && !Drive().IsMatch(name)
        && name.TrimEnd('/').Split('/').All(part => part is not ("" or "." or "..") && !Device().IsMatch(part))
        && !name.EndsWith("//", StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z]:", RegexOptions.CultureInvariant)]
    private static partial Regex Drive();

    [GeneratedRegex("^(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Device();
}
