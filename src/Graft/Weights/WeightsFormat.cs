using Graft.Weights.Hdf5;
using Graft.Weights.Keras;
using Graft.Weights.Safetensors;
using Graft.Weights.Torch;
using Graft.Weights.Zip;

namespace Graft.Weights;

/// <summary>Tells a weights file's kind by its first bytes.</summary>
internal static class WeightsFormat
{
    private const string Read = "Read are legacy Keras .h5 files, PyTorch .pth files and safetensors files.";

    public static WeightsFile Open(FileBytes file)
    {
        var start = file.Start(9);
        var isNamedSafetensors = file.Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        if (isNamedSafetensors || start is [_, _, _, _, _, _, _, _, (byte)'{'])
            return SafetensorsFile.Read(file);
        if (start is [(byte)'P', (byte)'K', 3, 4, ..])
            return OpenArchive(file, ZipDirectory.Read(file));
        if (start is [0x80, <= 5, ..])
            return TorchFile.ReadLegacy(file);
        if (Superblock.Find(file) is { } address)
            return LegacyKerasFile.Read(file, address);
        throw new WeightsException($"'{file.Path}' is {Describe(start)}. {Read}");
    }

    private static TorchFile OpenArchive(FileBytes file, ZipDirectory archive) => TorchArchive.IsTorch(archive)
        ? TorchFile.Read(file, archive)
        : throw new WeightsException($"'{file.Path}' is a zip archive without weights that are known here. {Read}");

    private static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [] => "empty",
        [(byte)'<', ..] => "a web page or an XML file, not weights: perhaps a download went wrong",
        _ => "of no kind that is known here",
    };
}
