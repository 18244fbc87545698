using System.Buffers.Binary;

namespace Graft.Weights.Hdf5;

/// <summary>A group or an array that is going to be written.</summary>
internal sealed class Hdf5Draft
{
    private readonly List<(string Name, Hdf5Draft Draft)> children = [];
    private readonly List<byte[]> messages = [];
    private readonly IReadOnlyList<long> shape;
    private readonly Func<float[]>? values;

    private Hdf5Draft(IReadOnlyList<long> shape, Func<float[]>? values) => (this.shape, this.values) = (shape, values);

    /// <summary>What it holds, in the order of their making.</summary>
    public IReadOnlyList<(string Name, Hdf5Draft Draft)> Children => children;

    /// <summary>The bytes of its numbers.</summary>
    public long DataLength => values is null ? 0 : shape.Aggregate((long)sizeof(float), (product, size) => product * size);

    /// <summary>An empty group.</summary>
    public static Hdf5Draft Group() => new([], null);

    /// <summary>A group within this one, made where it is not there yet.</summary>
    /// <param name="path">Names with <c>/</c> between.</param>
    public Hdf5Draft Group(string path)
    {
        var (first, below) = Split(path);
        var child = children.FirstOrDefault(child => child.Name == first).Draft;
        if (child is null)
            children.Add((first, child = Group()));
        return below.Length == 0 ? child : child.Group(below);
    }

    /// <summary>Adds an array of float32.</summary>
    /// <param name="path">Names with <c>/</c> between; groups are made.</param>
    /// <param name="size">Its shape.</param>
    /// <param name="numbers">Gives the numbers when they are written.</param>
    public void Add(string path, IEnumerable<long> size, Func<float[]> numbers)
    {
        var end = path.LastIndexOf('/');
        var group = end < 0 ? this : Group(path[..end]);
        group.children.Add((path[(end + 1)..], new Hdf5Draft([.. size], numbers)));
    }

    /// <summary>Adds an attribute that is one text.</summary>
    public void Attribute(string name, string text) => messages.Add(Hdf5Message.Attribute(name, null, [text]));

    /// <summary>Adds an attribute that is a list of texts.</summary>
    public void Attribute(string name, IReadOnlyList<string> texts) =>
        messages.Add(Hdf5Message.Attribute(name, texts.Count, texts));

    /// <summary>Bytes of its header.</summary>
    public int HeaderLength => Header(_ => 0, 0).Length;

    /// <summary>Its header.</summary>
    /// <param name="addressOf">Where the header of what it holds stands.</param>
    /// <param name="data">Where its numbers stand.</param>
    public byte[] Header(Func<Hdf5Draft, long> addressOf, long data)
    {
        IEnumerable<byte[]> own = values is null
            ? [.. Hdf5Message.Group(), .. children.Select(child => Hdf5Message.Link(child.Name, addressOf(child.Draft)))]
            : Hdf5Message.Singles(shape, DataLength == 0 ? -1 : data, DataLength);
        byte[] body = [.. own.Concat(messages).SelectMany(message => message)];
        var header = new byte[4 + 2 + 4 + body.Length + 4];
        "OHDR"u8.CopyTo(header);
        // Version 2; the length of what follows stands in four bytes.
        (header[4], header[5]) = (2, 2);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(6), body.Length);
        body.CopyTo(header, 10);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(header.Length - 4), Hdf5Checksum.Lookup3(header.AsSpan(..^4)));
        return header;
    }

    /// <summary>Its numbers.</summary>
    public float[] Values() => values?.Invoke() ?? [];

    private static (string First, string Below) Split(string path)
    {
        var end = path.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? (path, "") : (path[..end], path[(end + 1)..]);
    }
}
