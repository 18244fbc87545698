namespace Graft.Weights.Hdf5;

/// <summary>A group or an array: the messages of its header, looked into when they are asked for.</summary>
internal sealed class Hdf5Object
{
    private readonly Hdf5Source source;
    private readonly IReadOnlyList<HeaderMessage> messages;
    private Dictionary<string, Hdf5Link>? links;
    private Dictionary<string, Hdf5Attribute>? attributes;

    public Hdf5Object(Hdf5Source source, long address)
    {
        this.source = source;
        messages = ObjectHeader.Read(source, address);
    }

    public bool IsGroup => Has(MessageType.SymbolTable) || Has(MessageType.LinkInfo) || Has(MessageType.Link);

    /// <summary>The names in a group.</summary>
    public IReadOnlyDictionary<string, Hdf5Link> Links => links ??= ByName(ReadLinks(), link => link.Name, "name");

    /// <summary>The attributes by name.</summary>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes =>
        attributes ??= ByName(ReadAttributes(), attribute => attribute.Name, "attribute");

    /// <summary>The object as an array of numbers.</summary>
    /// <param name="what">Its name, for messages.</param>
    /// <param name="opaque">What opaque bytes of that size are, where the file's maker says it; or null.</param>
    public Hdf5Dataset Dataset(string what, ElementType? opaque = null)
    {
        if (Has(MessageType.ExternalFiles))
            throw source.Refused($"{what} keeps its numbers in another file (external storage). Other files are never opened.");
        return new Hdf5Dataset(
            source,
            what,
            Dataspace.Parse(One(MessageType.Dataspace, what)),
            Datatype.Parse(One(MessageType.Datatype, what)).As(opaque),
            DataLayout.Parse(One(MessageType.Layout, what)),
            Has(MessageType.Filters) ? FilterPipeline.Parse(One(MessageType.Filters, what)) : FilterPipeline.None(source));
    }

    private List<Hdf5Link> ReadLinks()
    {
        const byte LinksByName = 5;
        var found = new List<Hdf5Link>();
        foreach (var message in messages)
            switch (message.Type)
            {
                case MessageType.SymbolTable:
                    found.AddRange(SymbolTable.Read(message.Open(source)));
                    break;
                case MessageType.Link:
                    found.Add(Hdf5Link.Parse(message.Open(source)));
                    break;
                case MessageType.LinkInfo:
                    found.AddRange(Dense(message, orderSize: 8, LinksByName).Select(cursor => Hdf5Link.Parse(cursor)));
                    break;
            }
        return found;
    }

    private List<Hdf5Attribute> ReadAttributes()
    {
        const byte AttributesByName = 8;
        var found = new List<Hdf5Attribute>();
        foreach (var message in messages)
            switch (message.Type)
            {
                case MessageType.Attribute:
                    found.Add(Hdf5Attribute.Parse(message.Open(source)));
                    break;
                case MessageType.AttributeInfo:
                    found.AddRange(Dense(message, orderSize: 2, AttributesByName).Select(cursor => Hdf5Attribute.Parse(cursor)));
                    break;
            }
        return found;
    }

    // Many links or attributes lie in a heap, and a tree by their names' hashes says where.
    private IEnumerable<Hdf5Cursor> Dense(HeaderMessage message, int orderSize, byte recordType)
    {
        const int HashSize = 4;
        var info = message.Open(source);
        info.Version(0);
        info.Skip((info.Byte() & 1) != 0 ? orderSize : 0);
        var (heapAddress, treeAddress) = (info.Int64(), info.Int64());
        if (heapAddress == Hdf5Source.NoAddress)
            yield break;
        var heap = new FractalHeap(source, heapAddress);
        foreach (var record in Tree2.Records(source, treeAddress, recordType))
        {
            var isLink = recordType == 5;
            record.Skip(isLink ? HashSize : 0);
            yield return heap.Object(record.Take(isLink ? 7 : 8), record.What);
        }
    }

    private Dictionary<string, T> ByName<T>(List<T> items, Func<T, string> name, string what)
    {
        var dictionary = new Dictionary<string, T>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
            if (!dictionary.TryAdd(name(item), item))
                throw source.Broken($"the {what} '{name(item)}' stands twice on one object.");
        return dictionary;
    }

    private bool Has(MessageType type) => messages.Any(message => message.Type == type);

    private Hdf5Cursor One(MessageType type, string what)
    {
        var found = messages.Where(message => message.Type == type).Take(2).ToArray();
        return found.Length == 1
            ? found[0].Open(source)
            : throw source.Broken(found.Length == 0 ? $"{what} is no array." : $"{what} says its {type} twice.");
    }
}
