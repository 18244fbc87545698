using System.Buffers.Binary;

namespace Graft.Weights.Safetensors;

/// <summary>
/// A safetensors file: eight bytes of length, that many bytes of JSON, then the arrays without gap. Every rule of the
/// format's text (huggingface/safetensors, README) is kept; what the reference implementation lets pass (a space before
/// the header, a name that stands twice) is refused as well.
/// </summary>
internal sealed class SafetensorsFile : WeightsFile
{
    private readonly FileBytes file;

    private SafetensorsFile(FileBytes file, long dataStart, SafetensorsHeader header)
        : base(file.Path)
    {
        this.file = file;
        Metadata = header.Metadata;
        Arrays = [.. header.Entries.Select(entry => new StoredArray(
            entry.Name,
            WeightName.FromPath(entry.Name),
            entry.ElementType,
            entry.Shape,
            (start, destination) => file.Read(dataStart + entry.Begin + start, destination))
        {
            IsReadInPieces = true,
        })];
    }

    public override string Format => "safetensors";

    /// <summary>What Graft writes into its own files; others are often sorted by name.</summary>
    public static IReadOnlyDictionary<string, string> ModelOrder { get; } =
        new Dictionary<string, string> { ["layout"] = "keras", ["order"] = "model", ["producer"] = "graft" };

    internal override bool IsInModelOrder => Metadata.TryGetValue("order", out var order) && order == ModelOrder["order"];

    public override IReadOnlyList<StoredArray> Arrays { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and checks the header of an opened file, which from then on belongs to the result.</summary>
    public static SafetensorsFile Read(FileBytes file)
    {
        const int LengthBytes = 8;
        const ulong LongestHeader = 100_000_000;
        if (file.Length < LengthBytes)
            throw Broken(SafetensorsRule.FileTooShort, $"it has only {file.Length} bytes, not even the header's length.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Start(LengthBytes));
        if (length == 0)
            throw Broken(SafetensorsRule.HeaderEmpty, "its header is empty.");
        if (length > LongestHeader)
            throw Broken(SafetensorsRule.HeaderTooLong, $"its header claims {length} bytes; {LongestHeader} is the limit.");
        if ((long)length > file.Length - LengthBytes)
            throw Broken(SafetensorsRule.HeaderBeyondEnd, $"its header claims {length} bytes, and the file has {file.Length}.");

        var text = new byte[length];
        file.Read(LengthBytes, text);
        var dataStart = LengthBytes + (long)length;
        return new(file, dataStart, SafetensorsHeader.Parse(file.Path, text, file.Length - dataStart));

        SafetensorsException Broken(SafetensorsRule rule, string what) => new(rule, file.Path, what);
    }

    protected override void Dispose(bool disposing) => file.Dispose();
}
