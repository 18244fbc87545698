using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Graft.Weights.Pickles;

namespace Graft.Weights.Torch;

/// <summary>
/// The layout before torch 1.6: five pickles one behind the other (a magic number, the layout's version, how the machine
/// writes numbers, the values, the keys of the storages), then the storages in the order of their keys, each with its count.
/// </summary>
internal static class TorchLegacyFile
{
    private const long Version = 1001;

    private static readonly BigInteger Magic =
        BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static TorchContainer Read(FileBytes file)
    {
        var source = new PickleSource(file);
        var meaning = new TorchMeaning(file.Path);
        if (Next() is not BigInteger magic || magic != Magic)
            throw Broken(file, "it does not begin with torch's magic number, so it is some other pickle");
        if (Next() is not Version)
            throw Broken(file, $"its layout is not of version {Version}");
        if (Next() is not PickleDictionary machine)
            throw Broken(file, "it does not say how its machine writes numbers");
        var root = Next();
        if (Next() is not PickleList { Items: var keys } || !keys.TrueForAll(key => key is string))
            throw Broken(file, "it has no list of its storages");
        return new(
            "PyTorch .pth (legacy)", root, Storages(file, source.Position, [.. keys.Cast<string>()], meaning.Storages),
            machine.Find("little_endian") is false);

        object? Next() => new PickleMachine(source, meaning).Read();
    }

    private static Dictionary<string, TorchStorageBytes> Storages(
        FileBytes file, long start, string[] keys, IReadOnlyDictionary<string, TorchStorage> named)
    {
        const int CountSize = 8;
        var storages = new Dictionary<string, TorchStorageBytes>(StringComparer.Ordinal);
        var count = new byte[CountSize];
        foreach (var key in keys)
        {
            if (!named.TryGetValue(key, out var storage) || storage.Type is null)
                throw Broken(file, $"its list of storages has '{key}', which no tensor uses");
            if (file.Length - start < CountSize)
                throw Broken(file, $"it ends before the storage '{key}'");
            file.Read(start, count);
            if (BinaryPrimitives.ReadInt64LittleEndian(count) is var found && found != storage.Count)
                throw Broken(file, $"the storage '{key}' has {found} numbers and should have {storage.Count}");
            start += CountSize;
            var (first, bytes) = (start, storage.ByteCount!.Value);
            if (bytes > file.Length - start)
                throw Broken(file, $"the storage '{key}' of {bytes} bytes reaches beyond its end");
            if (!storages.TryAdd(key, new((offset, destination) => file.Read(first + offset, destination), IsReadInPieces: true)))
                throw Broken(file, $"its list of storages has '{key}' twice");
            start += bytes;
        }
        if (named.Keys.FirstOrDefault(key => !storages.ContainsKey(key)) is { } missing)
            throw Broken(file, $"the storage '{missing}' is not in it");
        if (start != file.Length)
            throw Broken(file, $"{file.Length - start} bytes at its end belong to no storage");
        return storages;
    }

    private static WeightsException Broken(FileBytes file, string what) =>
        new($"'{file.Path}' is no sound PyTorch file: {what}.");
}
