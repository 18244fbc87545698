using Graft.Weights.Hdf5;
using Graft.Weights.Keras;
using Graft.Weights.Safetensors;

namespace Graft.Weights;

/// <summary>Tells a weights file's kind by its first bytes.</summary>
internal static class WeightsFormat
{
    public static WeightsFile Open(FileBytes file)
    {
        var start = file.Start(9);
        var isNamedSafetensors = file.Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        if (isNamedSafetensors || start is [_, _, _, _, _, _, _, _, (byte)'{'])
            return SafetensorsFile.Read(file);
        if (Superblock.Find(file) is { } address)
            return LegacyKerasFile.Read(file, address);
        throw new WeightsException($"'{file.Path}' is {Describe(start)}. Read are legacy Keras .h5 files and safetensors files.");
    }

    private static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [] => "empty",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive, perhaps a .keras or .pth file, which is not read",
        [0x80, 2 or 3 or 4 or 5, ..] => "a Python pickle, which is not read",
        [(byte)'<', ..] => "a web page or an XML file, not weights: perhaps a download went wrong",
        _ => "of no kind that is known here",
    };
}
