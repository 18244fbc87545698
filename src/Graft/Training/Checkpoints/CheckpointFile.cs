using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Training.Checkpoints;

/// <summary>
/// A checkpoint on the disk: a safetensors file whose metadata have the words and a hash over everything, so that one that is not
/// whole is told from one that is.
/// </summary>
internal static class CheckpointFile
{
    private const string Kind = "graft checkpoint 1";
    private const string KindName = "kind";
    private const string HashName = "sha256";

    /// <summary>Writes a state whole or not at all.</summary>
    /// <exception cref="WeightsException">It cannot be written.</exception>
    public static void Write(string path, TrainingState state)
    {
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in state.Words)
            words["state/" + name] = value;
        (words[KindName], words[HashName]) = (Kind, HashOf(state));
        var writer = new SafetensorsWriter(words);
        foreach (var (name, tensor) in state.Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            writer.Add(name, tensor.Type, tensor.Shape, tensor.Bytes);
        writer.Save(path, overwrite: true);
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="WeightsException">The file is not there, not whole, or something else.</exception>
    public static TrainingState Read(string path)
    {
        using var file = WeightsFile.Open(path);
        if (file.Metadata.GetValueOrDefault(KindName) != Kind)
            throw new WeightsException($"'{path}' is no checkpoint of this version of Graft.");
        var words = file.Metadata.Where(entry => entry.Key.StartsWith("state/", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key["state/".Length..], entry => entry.Value);
        var tensors = file.Arrays.ToDictionary(
            array => array.Path, array => new KeptTensor(array.ElementType, [.. array.Shape], array.ReadBytes()));
        var state = new TrainingState(words, tensors);
        return file.Metadata.GetValueOrDefault(HashName) == HashOf(state)
            ? state
            : throw new WeightsException($"'{path}' is damaged: it does not have the hash that it was written with.");
    }

    private static string HashOf(TrainingState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in state.Words.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Add(Encoding.UTF8.GetBytes(name));
            Add(Encoding.UTF8.GetBytes(value));
        }
        foreach (var (name, tensor) in state.Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Add(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{name} {tensor.Type} {string.Join(',', tensor.Shape)}")));
            Add(tensor.Bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(ReadOnlySpan<byte> bytes)
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
}
