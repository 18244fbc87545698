using Graft.Weights.Hdf5;
using Graft.Weights.HuggingFace;
using Graft.Weights.Keras;
using Graft.Weights.Numpy;
using Graft.Weights.Safetensors;
using Graft.Weights.Torch;
using Graft.Weights.Zip;

namespace Graft.Weights;

/// <summary>Tells a weights file's kind by its first bytes.</summary>
internal static class WeightsFormat
{
    private const string Read = "Read are Keras's .h5 and .keras, PyTorch's .pth, safetensors and numpy's .npz.";

    public static WeightsFile Open(FileBytes file)
    {
        var start = file.Start(9);
        if (file.Path.EndsWith(ShardedFile.Ending, StringComparison.OrdinalIgnoreCase))
            return ShardedFile.Read(file);
        var isNamedSafetensors = file.Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        if (isNamedSafetensors || start is [_, _, _, _, _, _, _, _, (byte)'{'])
            return SafetensorsFile.Read(file);
        if (start is [(byte)'P', (byte)'K', 3, 4, ..])
            return OpenArchive(file, ZipDirectory.Read(file));
        if (start is [0x80, <= 5, ..])
            return TorchFile.ReadLegacy(file);
        if (Superblock.Find(file) is { } address)
            return OpenHdf5(file, new Hdf5File(file, address));
        throw new WeightsException($"'{file.Path}' is {Describe(start)}. {Read}");
    }

    private static WeightsFile OpenHdf5(FileBytes file, Hdf5File content)
    {
        var root = content.Find("");
        return !LegacyKerasFile.IsIn(root) && Keras3Contents.IsIn(root)
            ? Keras3File.Read(file, content)
            : LegacyKerasFile.Read(file, content);
    }

    private static WeightsFile OpenArchive(FileBytes file, ZipDirectory archive)
    {
        if (TorchArchive.IsTorch(archive))
            return TorchFile.Read(file, archive);
        if (KerasArchive.IsKeras(archive))
            return KerasArchive.Read(file, archive);
        if (NpzFile.IsNumpy(archive))
            return NpzFile.Read(file, archive);
        throw new WeightsException($"'{file.Path}' is a zip archive without weights that are known here. {Read}");
    }

    private static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [] => "empty",
        [(byte)'<', ..] => "a web page or an XML file, not weights: perhaps a download went wrong",
        _ => "of no kind that is known here",
    };
}
