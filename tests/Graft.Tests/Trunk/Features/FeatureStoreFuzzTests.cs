using CsCheck;
using Graft.Trunk.Features;
using static Graft.Tests.Trunk.Features.SmallTrunk;

namespace Graft.Tests.Trunk.Features;

/// <summary>Whatever is in its files, a store gives right rows or none, and takes new ones.</summary>
public sealed class FeatureStoreFuzzTests
{
    private const int Rows = 12;

    private static readonly byte[] Whole = Written();

    private static readonly Gen<byte[]> Damaged =
        from way in Gen.Int[0, 4]
        from at in Gen.Int[0, Whole.Length]
        from length in Gen.Int[0, 300]
        from noise in Gen.Byte.Array[300]
        select way switch
        {
            0 => Whole[..at],
            1 => [.. Whole[..at], .. Whole[Math.Min(Whole.Length, at + length)..]],
            2 => [.. Whole[..at], .. noise[..length], .. Whole[at..]],
            3 => [.. Whole[..at], .. noise[..Math.Min(length, Whole.Length - at)], .. Whole[Math.Min(Whole.Length, at + length)..]],
            _ => Flipped(at % Whole.Length, noise[0]),
        };

    [Fact]
    public void A_damaged_file_gives_right_rows_or_none_and_is_made_whole_again() => Damaged.Sample(
        bytes =>
        {
            using var folder = new TemporaryFolder();
            var place = Directory.CreateDirectory(folder.File(Space().Hash[..32])).FullName;
            File.WriteAllBytes(Path.Combine(place, "000-000001.rows"), bytes);
            var store = new FeatureStore(folder.Path);
            var known = Known(store, Space(), Enumerable.Range(0, Rows));
            _ = store.List();
            AddEach(store, Space(), Enumerable.Range(0, Rows).Except(known));
            Assert.Null(store.Problem);
            Assert.Equal(Enumerable.Range(0, Rows), Known(store, Space(), Enumerable.Range(0, Rows)));
        },
        iter: 300);

    [Fact]
    public void A_file_of_another_trunk_in_the_folder_of_this_one_gives_nothing()
    {
        using var folder = new TemporaryFolder();
        var place = Directory.CreateDirectory(folder.File(Space(seed: 2).Hash[..32])).FullName;
        File.WriteAllBytes(Path.Combine(place, "000-000001.rows"), Whole);
        var store = new FeatureStore(folder.Path);
        Assert.Empty(Known(store, Space(seed: 2), Enumerable.Range(0, Rows)));
        AddEach(store, Space(seed: 2), Enumerable.Range(0, Rows));
        Assert.Equal(Rows, Known(store, Space(seed: 2), Enumerable.Range(0, Rows)).Length);
    }

    [Fact]
    public void A_file_that_becomes_shorter_while_it_is_read_gives_nothing_more()
    {
        using var folder = new TemporaryFolder();
        var store = new FeatureStore(folder.Path);
        AddEach(store, Space(), Enumerable.Range(0, Rows));
        using var stored = store.Open(Space());
        using (var stream = new FileStream(
            Assert.Single(Directory.GetFiles(folder.Path, "*.rows", SearchOption.AllDirectories)), FileMode.Open,
            FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            stream.SetLength(1100);
        Assert.NotNull(stored.Find(FeatureSpace.Plain, Hash(0)));
        Assert.Null(stored.Find(FeatureSpace.Plain, Hash(Rows - 1)));
    }

    private static byte[] Flipped(int at, byte by)
    {
        byte[] bytes = [.. Whole];
        bytes[at] ^= by;
        return bytes;
    }

    private static byte[] Written()
    {
        using var folder = new TemporaryFolder();
        AddEach(new FeatureStore(folder.Path), Space(), Enumerable.Range(0, Rows));
        return File.ReadAllBytes(
            Assert.Single(Directory.GetFiles(folder.Path, "*.rows", SearchOption.AllDirectories)));
    }
}
