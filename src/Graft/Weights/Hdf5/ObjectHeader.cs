namespace Graft.Weights.Hdf5;

/// <summary>Reads the messages that make an object (a group or an array) what it is, in both versions of the header.</summary>
internal sealed class ObjectHeader
{
    private const int HighestKnownType = 0x18;

    private readonly Hdf5Source source;
    private readonly List<HeaderMessage> messages = [];
    private readonly Queue<(long Address, long Length)> continuations = new();
    private long bytesRead;

    private ObjectHeader(Hdf5Source source) => this.source = source;

    /// <summary>All messages of the object at an address.</summary>
    public static IReadOnlyList<HeaderMessage> Read(Hdf5Source source, long address)
    {
        var header = new ObjectHeader(source);
        if (source.Read(address, 4, "an object's header").All.SequenceEqual("OHDR"u8))
            header.ReadNew(address);
        else
            header.ReadOld(address);
        return header.messages;
    }

    private void ReadOld(long address)
    {
        const int PrefixSize = 16;
        var prefix = Block(address, PrefixSize);
        prefix.Version(1);
        prefix.Skip(1);
        var count = prefix.UInt16();
        prefix.Skip(4);
        continuations.Enqueue((address + PrefixSize, prefix.UInt32()));
        while (continuations.TryDequeue(out var next))
        {
            var block = Block(next.Address, next.Length);
            while (block.Remaining >= 8)
            {
                var (type, size, flags) = (block.UInt16(), block.UInt16(), block.Byte());
                block.Skip(3);
                Add(type, flags, block.Take(size));
            }
        }
        if (messages.Count > count)
            throw source.Broken($"an object's header has {messages.Count} messages instead of {count}.");
    }

    private void ReadNew(long address)
    {
        var prefix = source.Read(address, Math.Min(34, source.Length - address), "an object's header");
        prefix.Skip(4);
        prefix.Version(2);
        var flags = prefix.Byte();
        prefix.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        var size = prefix.Number(1 << (flags & 3));
        if (size > source.Length)
            throw source.Broken($"an object's header claims {size} bytes.");
        ReadNewMessages(Block(address, prefix.Position + size + 4), prefix.Position, flags);
        while (continuations.TryDequeue(out var next))
        {
            var block = Block(next.Address, next.Length);
            block.Signature("OCHK");
            ReadNewMessages(block, 4, flags);
        }
    }

    private void ReadNewMessages(Hdf5Cursor block, int start, byte headerFlags)
    {
        var check = new Hdf5Cursor(source, block.All.ToArray(), block.What);
        check.Skip(check.Remaining - 4);
        check.Checksum();

        block.Skip(start - block.Position);
        var orderBytes = (headerFlags & 4) != 0 ? 2 : 0;
        while (block.Remaining - 4 >= 4 + orderBytes)
        {
            var (type, size, flags) = (block.Byte(), block.UInt16(), block.Byte());
            block.Skip(orderBytes);
            if (size > block.Remaining - 4)
                throw source.Broken("a message reaches beyond its object's header.");
            Add(type, flags, block.Take(size));
        }
    }

    private Hdf5Cursor Block(long address, long length)
    {
        // Blocks of one header never add up to more than the file, unless they run in a circle.
        bytesRead += Math.Max(length, 1);
        if (bytesRead > source.Length)
            throw source.Broken("the parts of an object's header run in a circle.");
        return source.Read(address, length, "an object's header");
    }

    private void Add(int type, byte flags, ReadOnlySpan<byte> body)
    {
        if (type > HighestKnownType && (flags & 0x80) != 0)
            throw source.Refused($"an object holds a message of the unknown kind {type} that must not be overlooked.");
        var message = new HeaderMessage((MessageType)type, flags, body.ToArray());
        if (message.Type == MessageType.Continuation)
        {
            var next = message.Open(source);
            continuations.Enqueue((next.Int64(), next.Size()));
        }
        messages.Add(message);
    }
}
