namespace Graft.Weights.Torch;

/// <summary>What a file of torch holds, whichever of its two layouts it has.</summary>
/// <param name="Format">The layout in words.</param>
/// <param name="Root">What the pickle gave.</param>
/// <param name="Storages">The bytes of every storage that the pickle names.</param>
/// <param name="IsBigEndian">Whether the bytes of a number come with the highest first.</param>
internal sealed record TorchContainer(
    string Format, object? Root, IReadOnlyDictionary<string, TorchStorageBytes> Storages, bool IsBigEndian);

/// <summary>The bytes of a storage.</summary>
/// <param name="Read">Reads some of them.</param>
/// <param name="IsReadInPieces">Whether a part can be read without the rest.</param>
internal sealed record TorchStorageBytes(ReadStorage Read, bool IsReadInPieces);
