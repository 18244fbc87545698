namespace Graft.Weights.Hdf5;

/// <summary>A small named value that hangs on an object.</summary>
internal sealed class Hdf5Attribute
{
    private readonly Hdf5Source source;
    private readonly Datatype type;
    private readonly long[]? shape;
    private readonly ReadOnlyMemory<byte> data;

    private Hdf5Attribute(Hdf5Source source, string name, Datatype type, long[]? shape, ReadOnlyMemory<byte> data)
    {
        this.source = source;
        Name = name;
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    public string Name { get; }

    public static Hdf5Attribute Parse(Hdf5Cursor cursor)
    {
        const byte SharedParts = 3;
        var source = cursor.Source;
        var version = cursor.Byte();
        if (version is < 1 or > 3)
            throw source.Refused($"an attribute has version {version}; 1 to 3 are read.");
        var flags = cursor.Byte();
        if (version > 1 && (flags & SharedParts) != 0)
            throw source.Refused("an attribute's type or shape is shared between objects.");
        var (nameSize, typeSize, shapeSize) = (cursor.UInt16(), cursor.UInt16(), cursor.UInt16());
        if (version == 3)
            cursor.Skip(1);

        var name = Padded(nameSize).Text(nameSize);
        var type = Datatype.Parse(Padded(typeSize));
        var shape = Dataspace.Parse(Padded(shapeSize));
        return new(source, name, type, shape, cursor.Take(cursor.Remaining).ToArray());

        Hdf5Cursor Padded(int size)
        {
            var part = cursor.Part(size, "an attribute");
            if (version == 1)
                cursor.Align();
            return part;
        }
    }

    /// <summary>The texts that the attribute holds; none where it is an empty list, which Keras writes as numbers.</summary>
    public IReadOnlyList<string> Texts(GlobalHeap heap)
    {
        var what = $"the attribute '{Name}'";
        if (shape is null || shape.Contains(0))
            return [];
        if (!type.IsFixedText && !type.IsVariableText)
            throw source.Refused($"{what} holds {type.Description}, not texts.");
        var bytes = Dataspace.ByteCount(source, shape, type.Size, what);
        var cursor = new Hdf5Cursor(source, data, what);
        if (bytes > cursor.Remaining)
            throw source.Broken($"{what} needs {bytes} bytes and has {cursor.Remaining}.");

        var texts = new List<string>();
        var total = 0L;
        for (var i = 0L; i < bytes / type.Size; i++)
        {
            var text = type.IsFixedText ? cursor.Text(type.Size) : heap.Text(cursor.Part(type.Size, what));
            // Many entries may point at one long text of the heap.
            if ((total += text.Length) > source.Length)
                throw source.Refused($"the texts of {what} are longer than the whole file.");
            texts.Add(text);
        }
        return texts;
    }
}
