namespace Graft.Weights.Torch;

/// <summary>A row of numbers that tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">What one number is; null where only the tensors say it, and <paramref name="Count"/> is of bytes.</param>
/// <param name="Count">How many numbers there are.</param>
internal sealed record TorchStorage(string Key, ElementType? Type, long Count)
{
    /// <summary>The bytes, or null where that is beyond 63 bits.</summary>
    public long? ByteCount => Count <= long.MaxValue / (Type?.Size() ?? 1) ? Count * (Type?.Size() ?? 1) : null;
}

/// <summary>The part of a storage that a tensor is a view of. Only very old files have parts that are not the whole.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Start">The part's first number.</param>
/// <param name="Count">How many numbers it has.</param>
internal sealed record TorchStoragePart(TorchStorage Storage, long Start, long Count);
