using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Graft.Trunk.Features;

/// <summary>
/// Adds rows to a space's folder. Each writer has a lane of files of its own, which a lock keeps others out of as long as it lives,
/// so that two processes never write to one file; the next one goes on where an earlier one ended.
/// </summary>
internal sealed class RowWriter : IDisposable
{
    private readonly string folder;
    private readonly RowHeader header;
    private readonly StoreRoom room;
    private readonly int lane;
    private readonly FileStream held;
    private SafeFileHandle? file;
    private int sequence;
    private long length;

    private RowWriter(string folder, RowHeader header, StoreRoom room, int lane, FileStream held) =>
        (this.folder, this.header, this.room, this.lane, this.held) = (folder, header, room, lane, held);

    /// <summary>Takes the first free lane.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static RowWriter Take(string folder, RowHeader header, StoreRoom room)
    {
        const int Lanes = 1000;
        Directory.CreateDirectory(folder);
        for (var lane = 0; ; lane++)
            try
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{lane:000}.lock");
                var held = new FileStream(
                    Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return new RowWriter(folder, header, room, lane, held);
            }
            catch (IOException) when (lane < Lanes && File.Exists(Path.Combine(folder, $"{lane:000}.lock")))
            {
                // Somebody else's: the next one.
            }
    }

    /// <summary>Adds records, whole ones, one after the other.</summary>
    /// <returns>False where the limit leaves no room for them.</returns>
    /// <exception cref="IOException">The disk is full, or does not work.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public bool Append(ReadOnlySpan<byte> records)
    {
        if (file is null ? !GoOn(records.Length) : length + records.Length > room.FileSize && !Begin(records.Length))
            return false;
        RandomAccess.Write(file!, records, length);
        length += records.Length;
        return true;
    }

    public void Dispose()
    {
        file?.Dispose();
        held.Dispose();
    }

    private string PathOf(int number) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{lane:000}-{number:000000}{StoreRoom.Ending}"));

    // Behind the last record that is whole: what a writer that was ended left torn is cut off.
    private bool GoOn(int bytes)
    {
        var own = string.Create(CultureInfo.InvariantCulture, $"{lane:000}-*{StoreRoom.Ending}");
        var last = Directory.EnumerateFiles(folder, own).Max(StringComparer.Ordinal);
        if (last is null)
            return Begin(bytes);
        _ = int.TryParse(
            Path.GetFileNameWithoutExtension(last).AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
        if (WholeLength(last) is not { } whole || whole + bytes > room.FileSize)
            return Begin(bytes);
        if (!room.Make(room.FileSize - whole))
            return false;
        file = File.OpenHandle(last, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.SetLength(file, whole);
        length = whole;
        return true;
    }

    private long? WholeLength(string path)
    {
        using var rows = RowFile.Open(path);
        if (rows is null || !rows.Header.Space.AsSpan().SequenceEqual(header.Space))
            return null;
        var records = rows.Records;
        while (records > 0 && !rows.IsWhole(records - 1))
            records--;
        room.Use(path);
        return RowHeader.Size + records * header.RecordSize;
    }

    private bool Begin(int bytes)
    {
        if (!room.Make(Math.Max(room.FileSize, RowHeader.Size + bytes)))
            return false;
        file?.Dispose();
        file = null;
        string path;
        do
            path = PathOf(++sequence);
        while (File.Exists(path));
        file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        room.Use(path);
        RandomAccess.Write(file, header.ToBytes(), 0);
        length = RowHeader.Size;
        return true;
    }
}
