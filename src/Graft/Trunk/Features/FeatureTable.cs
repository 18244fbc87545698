using System.IO.MemoryMappedFiles;
using Graft.Engine;

namespace Graft.Trunk.Features;

/// <summary>
/// The rows of one run, to be read in any order: in memory while they fit a budget, in a memory-mapped file of their own beyond it.
/// The file vanishes with the table, and with the process however that ends.
/// </summary>
internal sealed class FeatureTable : IDisposable
{
    private const int ChunkBytes = 16 << 20;
    private const long LeftFree = 1L << 30;

    private readonly RowFormat format;
    private readonly int rowBytes;
    private readonly int rowsInChunk;
    private readonly byte[]?[] chunks = [];
    private readonly FileStream? file;
    private MemoryMappedFile? mapped;
    private MemoryMappedViewAccessor? view;

    /// <summary>An empty table.</summary>
    /// <param name="rows">How many rows it will have.</param>
    /// <param name="rowLength">Numbers in a row.</param>
    /// <param name="format">How they are kept.</param>
    /// <param name="memoryBudget">Bytes that it may have in memory; null for <see cref="DefaultBudget"/>.</param>
    /// <param name="folder">Where its file goes; null for the cache folder.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public FeatureTable(long rows, int rowLength, RowFormat format, long? memoryBudget = null, string? folder = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowLength, 1);
        (Rows, RowLength, this.format) = (rows, rowLength, format);
        rowBytes = checked(rowLength * format.Size());
        rowsInChunk = Math.Max(1, ChunkBytes / rowBytes);
        if (rows * rowBytes <= (memoryBudget ?? DefaultBudget))
            chunks = new byte[]?[(int)((rows + rowsInChunk - 1) / rowsInChunk)];
        else
            file = OwnFile(folder ?? CacheFolder.Path);
    }

    /// <summary>A quarter of the memory that this process may still take.</summary>
    public static long DefaultBudget => FreeMemory.Bytes / 4;

    /// <summary>Whether there is room for so many rows, in memory within the budget or on the disk of the cache folder.</summary>
    public static bool HasRoom(long rows, long rowLength, RowFormat format)
    {
        var rowBytes = rowLength * format.Size();
        return rowBytes <= Array.MaxLength
            && ((double)rows * rowBytes <= DefaultBudget || (double)rows * rowBytes <= DiskSpace.Free(CacheFolder.Path) - LeftFree);
    }

    /// <summary>How many rows it has room for.</summary>
    public long Rows { get; }

    /// <summary>Numbers in a row.</summary>
    public int RowLength { get; }

    /// <summary>Whether the rows are in memory and not in a file.</summary>
    public bool IsInMemory => file is null;

    /// <summary>Writes a row, rounded to the table's format. Rows are written before the first is read.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(long row, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)Rows, nameof(row));
        if (file is null)
        {
            format.Encode(values, InMemory(row));
            return;
        }
        // Written, not mapped: a full disk then says so instead of ending the process.
        var bytes = new byte[rowBytes];
        format.Encode(values, bytes);
        RandomAccess.Write(file.SafeFileHandle, bytes, row * rowBytes);
    }

    /// <summary>Reads numbers of a row.</summary>
    /// <param name="row">Which row; one that was not written has zeros.</param>
    /// <param name="first">Its first number that is read.</param>
    /// <param name="values">Takes them.</param>
    public void Read(long row, int first, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)Rows, nameof(row));
        var (at, count) = (first * format.Size(), values.Length * format.Size());
        if (file is null)
        {
            format.Decode(InMemory(row).Slice(at, count), values);
            return;
        }
        var bytes = new byte[count];
        (view ??= Map()).SafeMemoryMappedViewHandle.ReadSpan((ulong)(row * rowBytes + at), bytes.AsSpan());
        format.Decode(bytes, values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view?.Dispose();
        mapped?.Dispose();
        file?.Dispose();
    }

    private Span<byte> InMemory(long row)
    {
        var (chunk, within) = Math.DivRem(row, rowsInChunk);
        var bytes = chunks[chunk] ??= new byte[Math.Min(rowsInChunk, Rows - chunk * rowsInChunk) * rowBytes];
        return bytes.AsSpan((int)within * rowBytes, rowBytes);
    }

    private MemoryMappedViewAccessor Map()
    {
        if (file!.Length < Rows * rowBytes)
            file.SetLength(Rows * rowBytes);
        mapped = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    private static FileStream OwnFile(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $".table-{Path.GetRandomFileName()}");
        var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0, FileOptions.DeleteOnClose);
        // Elsewhere an open file needs no name, and one without a name is gone even if the process is killed.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
