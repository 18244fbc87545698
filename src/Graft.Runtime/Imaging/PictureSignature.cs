namespace Graft.Runtime.Imaging;

/// <summary>Tells a format by the first bytes of a file; the file's name plays no part.</summary>
internal static class PictureSignature
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The format, or null where the bytes begin no picture that is read.</summary>
    public static PictureFormat? Find(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xD8, 0xFF, ..] => PictureFormat.JPEG,
        _ when file.StartsWith(Png) => PictureFormat.PNG,
        _ when file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) => PictureFormat.GIF,
        _ when file.StartsWith("RIFF"u8) && HasAt(file, 8, "WEBP"u8) => PictureFormat.WebP,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => PictureFormat.TIFF,
        _ when HasAt(file, 4, "ftypavif"u8) || HasAt(file, 4, "ftypavis"u8) => PictureFormat.AVIF,
        [(byte)'B', (byte)'M', ..] => PictureFormat.BMP,
        [0, 0, 1, 0, ..] => PictureFormat.ICO,
        _ => null,
    };

    /// <summary>Why a file that begins with these bytes is no picture that is read.</summary>
    public static string Explain(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            return "The file is empty.";
        var beginning = file[..Math.Min(file.Length, 512)].TrimStart(" \t\r\n\uFEFF"u8);
        if (Begins(beginning, "<!doctype html"u8) || Begins(beginning, "<html"u8))
            return "The file is a web page, not a picture.";
        if (HasAt(file, 4, "ftyphei"u8) || HasAt(file, 4, "ftypmif1"u8))
            return "HEIC pictures are not read; convert it to JPEG or PNG.";
        return "The file is not a picture in a known format (JPEG, PNG, GIF, WebP, TIFF, AVIF, BMP, ICO).";
    }

    private static bool HasAt(ReadOnlySpan<byte> file, int position, ReadOnlySpan<byte> bytes) =>
        file.Length >= position + bytes.Length && file.Slice(position, bytes.Length).SequenceEqual(bytes);

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        if (text.Length < lowerCase.Length)
            return false;
        for (var i = 0; i < lowerCase.Length; i++)
            if (char.ToLowerInvariant((char)text[i]) != lowerCase[i])
                return false;
        return true;
    }
}
