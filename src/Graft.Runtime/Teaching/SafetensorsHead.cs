using System.Runtime.InteropServices;

namespace Graft.Runtime.Teaching;

/// <summary>The last layer of a model among its weights.</summary>
internal static class SafetensorsHead
{
    /// <summary>Copies weights, with another head in the place of the old one.</summary>
    /// <param name="source">A safetensors file, read once from beginning to end.</param>
    /// <param name="target">Gets the file.</param>
    /// <param name="layer">The layer's name: its weights are <c>LAYER/kernel</c> and <c>LAYER/bias</c>.</param>
    /// <param name="head">The head.</param>
    /// <exception cref="InvalidDataException">There is no such layer; half a sentence says why.</exception>
    public static void Replace(Stream source, Stream target, string layer, FloatHead head)
    {
        var table = SafetensorsTable.Read(source);
        var replaced = new Dictionary<string, SafetensorsArray>(StringComparer.Ordinal)
        {
            [$"{layer}/kernel"] = new($"{layer}/kernel", "F32", [head.Features, head.Classes], 4L * head.Kernel.Length),
            [$"{layer}/bias"] = new($"{layer}/bias", "F32", [head.Classes], 4L * head.Bias.Length),
        };
        if (table.Arrays.Count(array => replaced.ContainsKey(array.Name)) != replaced.Count)
            throw new InvalidDataException($"it has no layer '{layer}' with a kernel and a bias");
        (table with { Arrays = [.. table.Arrays.Select(array => replaced.GetValueOrDefault(array.Name, array))] }).Write(target);
        foreach (var array in table.Arrays)
        {
            var isNew = replaced.ContainsKey(array.Name);
            Copy(source, isNew ? Stream.Null : target, array.Length);
            if (isNew)
                target.Write(MemoryMarshal.AsBytes<float>(array.Name == $"{layer}/bias" ? head.Bias : head.Kernel));
        }
    }

    private static void Copy(Stream source, Stream target, long length)
    {
        var buffer = new byte[(int)Math.Min(length, 1 << 16)];
        while (length > 0)
        {
            var some = (int)Math.Min(buffer.Length, length);
            source.ReadExactly(buffer, 0, some);
            target.Write(buffer, 0, some);
            length -= some;
        }
    }
}
