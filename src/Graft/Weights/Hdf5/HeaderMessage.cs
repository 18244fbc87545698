namespace Graft.Weights.Hdf5;

/// <summary>The kinds of messages in an object's header that Graft reads or writes.</summary>
internal enum MessageType
{
    Nil = 0x00,
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    GroupInfo = 0x0A,
    Filters = 0x0B,
    Attribute = 0x0C,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeInfo = 0x15,
}

/// <summary>One message of an object's header.</summary>
/// <param name="Type">Its kind; others than the named ones occur.</param>
/// <param name="Flags">Bit 1: the content stands elsewhere. Bit 7: who does not know the kind must not read on.</param>
/// <param name="Body">Its content.</param>
internal sealed record HeaderMessage(MessageType Type, byte Flags, ReadOnlyMemory<byte> Body)
{
    /// <summary>The content, to be read from its first byte on.</summary>
    public Hdf5Cursor Open(Hdf5Source source)
    {
        var what = $"a message '{Type}'";
        return (Flags & 2) == 0 ? new Hdf5Cursor(source, Body, what) : throw source.Refused($"{what} is shared between objects.");
    }
}
