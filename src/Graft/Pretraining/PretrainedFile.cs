using System.Runtime.InteropServices;
using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Pretraining;

/// <summary>Writes weights that Graft has made as safetensors, with what they are in the file's metadata.</summary>
internal static class PretrainedFile
{
    /// <summary>Writes the file whole or not at all.</summary>
    /// <param name="model">The network.</param>
    /// <param name="entry">What it is.</param>
    /// <param name="path">Where it shall be; its folder must exist.</param>
    /// <param name="half">Whether numbers are kept in half precision: half the bytes, about three decimal digits.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <exception cref="WeightsException">It cannot be written.</exception>
    public static void Write(Model model, PretrainedEntry entry, string path, bool half, bool overwrite)
    {
        var writer = new SafetensorsWriter([.. SafetensorsFile.ModelOrder, new(PretrainedEntry.MetadataName, entry.ToJson())]);
        foreach (var (name, weight) in WeightNames.Of(model))
        {
            var values = weight.ToArray();
            long[] shape = [.. weight.Shape.Dimensions.Select(size => (long)size)];
            if (half)
                writer.Add(name, ElementType.Float16, shape, MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, Rounded)).ToArray());
            else
                writer.Add(name, shape, values);
        }
        writer.Save(path, overwrite);
    }

    // A number too large for half precision would become infinite.
    private static Half Rounded(float value) => (Half)Math.Clamp(value, (float)Half.MinValue, (float)Half.MaxValue);
}
