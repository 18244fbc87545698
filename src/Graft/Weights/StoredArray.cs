using System.Runtime.InteropServices;

namespace Graft.Weights;

/// <summary>
/// One array of a weights file: its names, type and shape, and the way to its numbers. Good as long as its file is open.
/// </summary>
public sealed class StoredArray
{
    private readonly ReadBytesFrom read;

    internal StoredArray(string path, WeightName name, ElementType type, long[] shape, ReadBytesFrom read)
    {
        Path = path;
        Name = name;
        ElementType = type;
        Shape = shape;
        Count = shape.Aggregate(1L, (product, size) => checked(product * size));
        this.read = read;
    }

    /// <summary>Reads bytes of an array, which are little-endian and row-major.</summary>
    /// <param name="start">The first one; always 0 where <see cref="IsReadInPieces"/> is false.</param>
    /// <param name="destination">As many bytes as are wanted; all of them where <see cref="IsReadInPieces"/> is false.</param>
    internal delegate void ReadBytesFrom(long start, Span<byte> destination);

    /// <summary>The full name in the file, as it stands there (<c>block1_conv1/block1_conv1_W_1:0</c>).</summary>
    public string Path { get; }

    /// <summary>The layer that the array belongs to (<c>block1_conv1</c>); empty where the file does not say.</summary>
    public string Layer => Name.Layer;

    /// <summary>The weight's name within its layer in the form of Keras 3 (<c>kernel</c>), whatever the file calls it.</summary>
    public string Weight => Name.Weight;

    /// <summary>What one number is in the file.</summary>
    public ElementType ElementType { get; }

    /// <summary>The shape as it is stored, row-major. Empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>How many numbers there are: the product of the shape.</summary>
    public long Count { get; }

    /// <summary>
    /// The name under which Graft writes the array into files of its own: <c>layer/weight</c> where a Keras file has the array,
    /// else the name that the file gives it.
    /// </summary>
    public string ExportName => !IsNamedByLayer ? Path
        : Group == Layer || Group.Length == 0 ? $"{Layer}/{Weight}" : $"{Group}/{Layer}/{Weight}";

    /// <summary>Whether layer and weight say more than the path in the file, as in Keras's files.</summary>
    internal bool IsNamedByLayer { get; init; }

    internal WeightName Name { get; }

    /// <summary>The entry in the saved model's own list of layers; a nested model is one entry for all of its layers.</summary>
    internal string Group { get => field ?? Layer; init; }

    /// <summary>Whether a part of the array can be read without the rest of it.</summary>
    internal bool IsReadInPieces { get; init; }

    internal StoredArray Renamed(string weight) =>
        new(Path, Name with { Weight = weight }, ElementType, [.. Shape], read)
        {
            Group = Group,
            IsReadInPieces = IsReadInPieces,
            IsNamedByLayer = IsNamedByLayer,
        };

    /// <summary>All numbers, row-major, each as the nearest single precision number.</summary>
    /// <exception cref="WeightsException">The array is too large, or its bytes are not as its file promises.</exception>
    public float[] ReadSingles()
    {
        var values = new float[Length(sizeof(float))];
        ReadSingles(values);
        return values;
    }

    /// <summary>All numbers, row-major, each as the nearest single precision number, into memory that is there already.</summary>
    /// <param name="destination">Exactly <see cref="Count"/> places.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="WeightsException">The array's bytes are not as its file promises.</exception>
    public void ReadSingles(Span<float> destination)
    {
        if (destination.Length != Count)
            throw new ArgumentException(
                $"'{Path}' has {Count} numbers, the destination {destination.Length} places.", nameof(destination));
        if (ElementType == ElementType.Float32 && BitConverter.IsLittleEndian)
            read(0, MemoryMarshal.AsBytes(destination));
        else
            Elements.ToSingles(ElementType, ReadBytes(), destination);
    }

    /// <summary>The array's bytes as <see cref="ElementType"/> says: little-endian, row-major.</summary>
    /// <exception cref="WeightsException">The array is too large, or its bytes are not as its file promises.</exception>
    public byte[] ReadBytes()
    {
        var size = ElementType.Size();
        var bytes = new byte[Length(size) * size];
        read(0, bytes);
        return bytes;
    }

    /// <summary>
    /// The array's bytes from the first to the last, in pieces of whole numbers. A piece is good until the next one is asked for.
    /// </summary>
    internal IEnumerable<ReadOnlyMemory<byte>> ReadPieces()
    {
        const int MostBytes = 1 << 20;
        if (!IsReadInPieces)
        {
            yield return ReadBytes();
            yield break;
        }
        var total = checked(Count * ElementType.Size());
        var buffer = new byte[Math.Min(MostBytes, total)];
        for (var start = 0L; start < total; start += buffer.Length)
        {
            var piece = buffer.AsMemory(0, (int)Math.Min(buffer.Length, total - start));
            read(start, piece.Span);
            yield return piece;
        }
    }

    /// <summary>Reads all numbers and counts those that are not finite.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found, or null where all are finite.</returns>
    /// <exception cref="WeightsException">The array's bytes are not as its file promises.</exception>
    public NotFiniteNumbers? FindNotFinite(CancellationToken cancellationToken = default) =>
        NotFiniteNumbers.In(this, cancellationToken);

    /// <summary>Reads all numbers, to see that they are there.</summary>
    internal void ReadThrough(CancellationToken cancellationToken)
    {
        foreach (var piece in ReadPieces())
            cancellationToken.ThrowIfCancellationRequested();
    }

    private int Length(int elementSize) => Count <= Array.MaxLength / elementSize
        ? (int)Count
        : throw new WeightsException($"'{Path}' has {Count} numbers; an array of more than 2 GiB is not read.");
}
