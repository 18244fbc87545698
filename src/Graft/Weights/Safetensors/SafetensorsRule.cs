namespace Graft.Weights.Safetensors;

/// <summary>The rules of the safetensors format, one for each way in which a file can break them.</summary>
public enum SafetensorsRule
{
    /// <summary>The file is shorter than the eight bytes of the header's length.</summary>
    FileTooShort,

    /// <summary>The header's length is zero.</summary>
    HeaderEmpty,

    /// <summary>The header is longer than 100,000,000 bytes.</summary>
    HeaderTooLong,

    /// <summary>The header reaches beyond the file's end.</summary>
    HeaderBeyondEnd,

    /// <summary>The header does not begin with <c>{</c>.</summary>
    HeaderStart,

    /// <summary>The header is not UTF-8.</summary>
    HeaderEncoding,

    /// <summary>The header is not JSON.</summary>
    HeaderJson,

    /// <summary>Something other than spaces follows the header's JSON object.</summary>
    HeaderPadding,

    /// <summary>A name stands twice.</summary>
    NameTwice,

    /// <summary>A name is not text.</summary>
    NameEncoding,

    /// <summary><c>__metadata__</c> holds something other than text.</summary>
    MetadataNotText,

    /// <summary>An entry is no JSON object.</summary>
    EntryNotObject,

    /// <summary>An entry has the same field twice.</summary>
    FieldTwice,

    /// <summary>An entry lacks <c>dtype</c>, <c>shape</c> or <c>data_offsets</c>.</summary>
    FieldMissing,

    /// <summary>The dtype is unknown, or known and not supported.</summary>
    UnknownType,

    /// <summary>The shape is not a list of sizes.</summary>
    ShapeNotSizes,

    /// <summary>The shape has more than 32 dimensions.</summary>
    TooManyDimensions,

    /// <summary>The shape's product is beyond 64 bits.</summary>
    ShapeOverflow,

    /// <summary>The offsets are not two whole numbers from zero upwards.</summary>
    OffsetsNotNumbers,

    /// <summary>An array ends before it begins.</summary>
    OffsetsReversed,

    /// <summary>The bytes of an array are not as many as its shape and type need.</summary>
    SizeMismatch,

    /// <summary>An array reaches beyond the file's end.</summary>
    BeyondEnd,

    /// <summary>Two arrays share bytes.</summary>
    Overlap,

    /// <summary>Bytes before an array belong to none.</summary>
    Hole,

    /// <summary>Bytes after the last array belong to none.</summary>
    TrailingBytes,
}
