using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Graft.Cli.FeatureFiles;

/// <summary>
/// A file of features that is written row by row, however many there are; memory does not grow with their number.
/// </summary>
internal abstract class FeatureFile
{
    private long written;

    protected FeatureFile(FeatureTable table) => Table = table;

    protected FeatureTable Table { get; }

    /// <summary>Begins a file in a stream that stays the caller's.</summary>
    public static FeatureFile Begin(FeatureFormat format, Stream stream, FeatureTable table) => format switch
    {
        FeatureFormat.Npy => new NpyFeatures(stream, table),
        FeatureFormat.Safetensors => new SafetensorsFeatures(stream, table),
        FeatureFormat.Parquet => new ParquetFeatures(stream, table),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>Writes the next rows.</summary>
    /// <param name="names">The pictures' names, one a row.</param>
    /// <param name="values">The rows, one after the other.</param>
    public void Append(IReadOnlyList<string> names, ReadOnlyMemory<float> values)
    {
        if (values.Length != (long)names.Count * Table.RowLength)
            throw new ArgumentException(
                $"{names.Count} rows of {Table.RowLength} values are not {values.Length} values.", nameof(values));
        Write(names, values);
        written += names.Count;
    }

    /// <summary>Writes what is still held back; every row must have come.</summary>
    public void Complete()
    {
        if (written != Table.Rows)
            throw new InvalidOperationException($"{Table.Rows} rows were announced, {written} came.");
        Finish();
    }

    protected abstract void Write(IReadOnlyList<string> names, ReadOnlyMemory<float> values);

    protected virtual void Finish()
    {
    }

    /// <summary>Writes numbers as they lie in a file: little-endian.</summary>
    protected static void WriteNumbers(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }
        Span<byte> number = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(number, value);
            stream.Write(number);
        }
    }
}
