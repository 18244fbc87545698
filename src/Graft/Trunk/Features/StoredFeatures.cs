using System.Buffers.Binary;
using Graft.Data;

namespace Graft.Trunk.Features;

/// <summary>
/// The rows of one space: those that earlier runs left, and those that this one adds. May be asked from several threads at once.
/// </summary>
public sealed class StoredFeatures : IDisposable
{
    private readonly FeatureStore store;
    private readonly StoreRoom room;
    private readonly string folder;
    private readonly List<RowFile> files = [];
    private readonly Dictionary<UInt128, (int File, long Number)> index = [];
    private RowWriter? writer;

    internal StoredFeatures(FeatureStore store, FeatureSpace space)
    {
        (this.store, Space) = (store, space);
        room = new StoreRoom(store.Folder, store.Limit);
        folder = Path.Combine(store.Folder, space.Hash[..32]);
        if (store.Limit > 0)
            Load();
    }

    /// <summary>Whose rows they are.</summary>
    public FeatureSpace Space { get; }

    /// <summary>The row of a picture; null where there is none that is whole.</summary>
    /// <param name="view">The way to look at the picture.</param>
    /// <param name="picture">Its content.</param>
    public float[]? Find(string view, PictureHash picture)
    {
        var key = Space.Key(view, picture);
        return index.TryGetValue(Short(key), out var place) ? files[place.File].Read(place.Number, key) : null;
    }

    /// <summary>
    /// Adds the rows of a batch for the next run. Where the disk or the limit leaves no room, nothing more is stored, and
    /// <see cref="FeatureStore.Problem"/> says why. One thread at a time.
    /// </summary>
    /// <param name="view">The way that the pictures were looked at.</param>
    /// <param name="pictures">The pictures' content.</param>
    /// <param name="rows">A row for each, one after the other.</param>
    public void Add(string view, IReadOnlyList<PictureHash> pictures, ReadOnlySpan<float> rows)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (rows.Length != (long)pictures.Count * Space.RowLength)
            throw new ArgumentException(
                $"{pictures.Count} rows of {Space.RowLength} numbers are not {rows.Length} numbers.", nameof(rows));
        if (!store.TakesMore || pictures.Count == 0)
            return;
        try
        {
            var header = new RowHeader(Space);
            writer ??= RowWriter.Take(folder, header, room);
            if (!writer.Append(Records(header, view, pictures, rows)))
                store.Fail($"The features kept in '{store.Folder}' have reached their limit, or leave too little of the disk free; "
                    + $"the rest of this run's are not kept. {FeatureStore.LimitVariable} sets another limit.");
        }
        catch (Exception e) when (RowFile.IsTrouble(e))
        {
            store.Fail($"Features cannot be kept in '{store.Folder}' for the next run: {e.Message}");
        }
    }

    /// <summary>Closes the files, and notes that they were used.</summary>
    public void Dispose()
    {
        writer?.Dispose();
        writer = null;
        index.Clear();
        foreach (var file in files)
        {
            file.MarkUsed(store.Clock.GetUtcNow());
            file.Dispose();
        }
        files.Clear();
    }

    private static UInt128 Short(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt128LittleEndian(key);

    private void Load()
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in StoreRoom.FilesIn(folder).Select(file => file.FullName).Order(StringComparer.Ordinal))
        {
            if (RowFile.Open(path) is not { } file)
                continue;
            files.Add(file);
            if (!file.Header.Space.AsSpan().SequenceEqual(Space.Digest) || file.Header.RowLength != Space.RowLength
                || file.Header.Format != Space.Format)
                continue;
            room.Use(path);
            foreach (var (number, key) in file.Keys().Index())
                index[Short(key)] = (files.Count - 1, number);
        }
    }

    private byte[] Records(RowHeader header, string view, IReadOnlyList<PictureHash> pictures, ReadOnlySpan<float> rows)
    {
        var size = checked((int)header.RecordSize);
        var records = new byte[checked(pictures.Count * size)];
        for (var i = 0; i < pictures.Count; i++)
        {
            var record = records.AsSpan(i * size, size);
            Space.Key(view, pictures[i]).CopyTo(record);
            Space.Format.Encode(rows.Slice(i * Space.RowLength, Space.RowLength), record[RowHeader.RowAt..]);
            header.Checksum(record, record[RowHeader.KeySize..RowHeader.RowAt]);
        }
        return records;
    }
}
