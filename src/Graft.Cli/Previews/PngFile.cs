using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using NetVips;

namespace Graft.Cli.Previews;

/// <summary>Writes pictures as PNG.</summary>
internal static class PngFile
{
    private const int Channels = 3;

    /// <summary>Writes the whole file or none.</summary>
    /// <exception cref="IOException">It cannot be written, or is there already and may not be replaced.</exception>
    public static void Write(string path, Picture picture, bool overwrite)
    {
        using var image = Image.NewFromMemory(
            picture.Pixels, picture.Width, picture.Height, Channels, Enums.BandFormat.Uchar);
        using var coloured = image.Copy(interpretation: Enums.Interpretation.Srgb);
        var file = coloured.PngsaveBuffer();
        WholeFile.Write(path, overwrite, stream => stream.Write(file));
    }
}
