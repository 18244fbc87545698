using System.Text;
using Graft.Weights.Pickles;
using Graft.Weights.Zip;

namespace Graft.Weights.Torch;

/// <summary>
/// The layout since torch 1.6: a zip archive with one folder, in it the pickle <c>data.pkl</c>, a file <c>data/KEY</c> for
/// each storage, and <c>byteorder</c>.
/// </summary>
internal static class TorchArchive
{
    private const string PickleName = "data.pkl";
    private const long LargestPickle = 64L << 20;

    /// <summary>Whether an archive is one of torch's.</summary>
    public static bool IsTorch(ZipDirectory archive) => archive.Entries.Any(entry => IsPickle(entry.Name));

    public static TorchContainer Read(FileBytes file, ZipDirectory archive)
    {
        var pickles = archive.Entries.Where(entry => IsPickle(entry.Name)).ToArray();
        if (pickles.Length != 1)
            throw Broken(file, $"it has {pickles.Length} pickles named '{PickleName}'");
        var folder = pickles[0].Name[..^PickleName.Length];
        if (archive.Entries.FirstOrDefault(entry => !entry.Name.StartsWith(folder, StringComparison.Ordinal)) is { } stranger)
            throw Broken(file, $"'{stranger.Name}' lies outside of its folder '{folder}'");
        if (archive.Find(folder + "constants.pkl") is not null)
            throw new WeightsException(
                $"'{file.Path}' is refused: it is a TorchScript program, not weights. Save the model's state_dict instead.");
        if (pickles[0].Size > LargestPickle)
            throw Broken(file, $"its pickle has {pickles[0].Size} bytes; {LargestPickle} is the limit");

        var meaning = new TorchMeaning(file.Path);
        var root = new PickleMachine(new PickleSource(pickles[0].Open()), meaning).Read();
        var storages = meaning.Storages.Values.ToDictionary(
            storage => storage.Key, storage => Storage(file, archive, folder, storage));
        return new("PyTorch .pth (zip)", root, storages, IsBigEndian(file, archive.Find(folder + "byteorder")));
    }

    private static bool IsPickle(string name) => name.EndsWith("/" + PickleName, StringComparison.Ordinal)
        && name.IndexOf('/', StringComparison.Ordinal) == name.Length - PickleName.Length - 1;

    private static TorchStorageBytes Storage(FileBytes file, ZipDirectory archive, string folder, TorchStorage storage)
    {
        var entry = archive.Find($"{folder}data/{storage.Key}")
            ?? throw Broken(file, $"the storage '{storage.Key}' is not in it");
        if (entry.Size != storage.ByteCount)
            throw Broken(file, $"the storage '{storage.Key}' has {entry.Size} bytes and should have {storage.ByteCount}");
        return new(entry.Read, !entry.IsDeflated);
    }

    private static bool IsBigEndian(FileBytes file, ZipEntry? order)
    {
        if (order is null)
            return false;
        var bytes = new byte[Math.Min(order.Size, 16)];
        order.Read(0, bytes);
        return Encoding.Latin1.GetString(bytes) switch
        {
            "little" => false,
            "big" => true,
            var other => throw Broken(file, $"its byte order is '{other}', neither little nor big"),
        };
    }

    private static WeightsException Broken(FileBytes file, string what) =>
        new($"'{file.Path}' is no sound PyTorch file: {what}.");
}
