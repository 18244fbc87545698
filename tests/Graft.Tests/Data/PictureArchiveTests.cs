using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using Graft.Data;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Data;

public sealed class PictureArchiveTests : IDisposable
{
    private const int PackedLength = 20;
    private const int Length = 24;
    private const int Flags = 8;
    private const int Method = 10;
    private const int Checksum = 16;

    private readonly PictureTree tree = new();

    public void Dispose() => tree.Dispose();

    [Theory]
    [InlineData("../ants/x.bmp")]
    [InlineData("ants/../../x.bmp")]
    [InlineData("/ants/x.bmp")]
    [InlineData("\\ants\\x.bmp")]
    [InlineData("C:/ants/x.bmp")]
    [InlineData("C:\\ants\\x.bmp")]
    [InlineData("ants\\..\\..\\x.bmp")]
    [InlineData("\\\\server\\share\\x.bmp")]
    [InlineData("ants/x\u0007.bmp")]
    public void An_archive_with_a_name_that_leads_out_of_it_is_refused(string name)
    {
        var path = Archive(
            (name, PictureTree.Bitmap(1)), ("ants/1.bmp", PictureTree.Bitmap(2)), ("bees/1.bmp", PictureTree.Bitmap(3)));
        var error = Assert.Throws<DatasetException>(() => DatasetIndex.Open(path));
        Assert.Contains("lead out of the archive", Assert.Single(error.Problems));
        Assert.DoesNotContain('\u0007', error.Message);
    }

    [Theory]
    [InlineData("ants\\1.bmp")]
    [InlineData("./ants//1.bmp")]
    [InlineData("ants/1..bmp")]
    public void An_unusual_name_that_stays_within_the_archive_is_read(string name)
    {
        using var index = DatasetIndex.Open(
            Archive((name, PictureTree.Bitmap(1)), ("bees/1.bmp", PictureTree.Bitmap(2)), ("./", [])));
        Assert.Equal(["ants", "bees"], index.ClassNames);
        Assert.Equal(PictureTree.Bitmap(1), index.Train.Single(picture => picture.Label == 0).Picture.Read(1000));
    }

    [Fact]
    public void An_archive_with_two_entries_of_one_name_is_refused()
    {
        var path = Archive(
            ("ants/1.bmp", PictureTree.Bitmap(1)), ("ants/1.bmp", PictureTree.Bitmap(2)), ("bees/1.bmp", PictureTree.Bitmap(3)));
        Assert.Contains("more than once: 'ants/1.bmp'", Assert.Throws<DatasetException>(() => DatasetIndex.Open(path)).Message);
    }

    [Fact]
    public void The_number_of_entries_and_their_total_size_are_limited()
    {
        var path = Archive(("ants/1.bmp", PictureTree.Bitmap(1)), ("bees/1.bmp", PictureTree.Bitmap(2)));
        Assert.Contains("2 entries, more than the limit of 1", Refusal(path, new ArchiveLimits { MaximumEntries = 1 }));
        Assert.Contains("140 bytes unpacked, more than the limit of 139", Refusal(path, new() { MaximumTotalBytes = 139 }));
        var enough = new ArchiveLimits { MaximumEntries = 2, MaximumTotalBytes = 140 };
        DatasetIndex.Open(path, new DatasetOptions { ArchiveLimits = enough }).Dispose();
    }

    [Fact]
    public void Entries_that_share_their_data_are_refused()
    {
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        var path = Archive(("ants/1.bmp", noise), ("bees/1.bmp", PictureTree.Bitmap(1)));
        Patch(path, 1, PackedLength, 100_000);
        Assert.Contains("overlap", Refusal(path, ArchiveLimits.Default));
    }

    [Fact]
    public void A_picture_is_limited_in_size_and_in_what_it_unpacks_to()
    {
        var path = Archive(("ants/1.bmp", new byte[2_000_000]), ("bees/1.bmp", PictureTree.Bitmap(1)));
        Assert.Contains("times larger than packed; the limit is 200", ReadFirst(path));
        Assert.Contains("2000000 bytes, more than the limit of 1000", ReadFirst(path, maximumBytes: 1000));
    }

    [Theory]
    [InlineData(Length, 69, "length or checksum")]
    [InlineData(Length, 71, "holds less of the file")]
    [InlineData(Length, 2_000_000_000, "more than the limit")]
    [InlineData(Length, 0, "empty")]
    [InlineData(Checksum, 12345, "length or checksum")]
    [InlineData(PackedLength, 10, "damaged here")]
    [InlineData(Flags, 1, "encrypted")]
    [InlineData(Method, 12, "cannot be read")]
    public void An_entry_that_is_not_as_the_directory_says_is_an_unusable_picture(int field, uint value, string reason)
    {
        var path = Archive(("ants/1.bmp", PictureTree.Bitmap(1)), ("bees/1.bmp", PictureTree.Bitmap(2)));
        Patch(path, 0, field, value);
        Assert.Contains(reason, ReadFirst(path));
    }

    [Fact]
    public void A_symbolic_link_in_an_archive_is_no_picture()
    {
        var path = tree.Path("links.zip");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var name in (string[])["ants/1.bmp", "bees/1.bmp", "bees/link.bmp"])
            {
                var entry = archive.CreateEntry(name);
                entry.ExternalAttributes = name.Contains("link", StringComparison.Ordinal) ? unchecked((int)0xA1FF0000) : 0;
                using var stream = entry.Open();
                stream.Write(PictureTree.Bitmap(1));
            }
        }
        using var index = DatasetIndex.Open(path);
        Assert.Equal(new LeftOut("bees/link.bmp", LeftOutReason.NotAPicture), Assert.Single(index.LeftOut));
    }

    [Fact]
    public void Whatever_bytes_are_changed_the_outcome_is_a_dataset_or_one_clear_error()
    {
        var sound = File.ReadAllBytes(Archive(DatasetIndexTests.Names("ants", 4).Concat(DatasetIndexTests.Names("bees", 4))
            .Select((name, i) => (name, PictureTree.Bitmap(i))).Append(("noted", new byte[40])).ToArray()));
        var outcomes = new HashSet<string>();
        var value = Gen.OneOf(Gen.Byte, Gen.Const((byte)0), Gen.Const((byte)255));
        Gen.Select(Gen.Int[0, sound.Length - 1], value).Array[1, 6].Sample(changes =>
        {
            var damaged = (byte[])sound.Clone();
            foreach (var (position, changed) in changes)
                damaged[position] = changed;
            var path = tree.Path("damaged.zip");
            File.WriteAllBytes(path, damaged);
            try
            {
                using var index = DatasetIndex.Open(path);
                foreach (var picture in index.Train)
                    outcomes.Add(picture.Picture.Read(1000).Length > 0 ? "read" : "nothing");
            }
            catch (Exception error) when (error is DatasetException or PictureException)
            {
                outcomes.Add(error.GetType().Name);
            }
        }, iter: 2000, threads: 1);
        Assert.Equal(["DatasetException", "PictureException", "read"], outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Many_threads_read_what_one_thread_reads_through_few_handles()
    {
        // A copy of its own: nobody else in this process has it open.
        using var folder = new TemporaryFolder();
        var path = folder.File("digits.zip");
        File.Copy(Shared.Path("data", "sign_language_digits.zip"), path);
        using var index = DatasetIndex.Open(path);
        var pictures = index.Train.Take(600).ToArray();
        using var plain = ZipFile.OpenRead(path);
        var expected = pictures.Select(picture =>
        {
            using var stream = plain.GetEntry(picture.Picture.Name)!.Open();
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            return PictureHash.Of(copy.ToArray());
        });
        var actual = new PictureHash[pictures.Length];
        Parallel.For(0, pictures.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
            actual[i] = PictureHash.Of(pictures[i].Picture.Read(1 << 20)));
        Assert.Equal(expected, actual);
        if (OperatingSystem.IsLinux())
            Assert.InRange(new DirectoryInfo("/proc/self/fd").GetFiles().Count(handle => handle.LinkTarget == path), 2, 5);
    }

    [Fact]
    public void A_disposed_dataset_lets_go_of_its_archive()
    {
        var path = Archive(("ants/1.bmp", PictureTree.Bitmap(1)), ("bees/1.bmp", PictureTree.Bitmap(2)));
        var index = DatasetIndex.Open(path);
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.Train[0].Picture.Read(1000));
        if (OperatingSystem.IsLinux())
            Assert.DoesNotContain(new DirectoryInfo("/proc/self/fd").GetFiles(), handle => handle.LinkTarget == path);
    }

    private string Archive(params (string, byte[])[] entries)
    {
        var path = tree.Path($"{Guid.NewGuid()}.zip");
        PictureTree.Zip(path, entries);
        return path;
    }

    private static string Refusal(string path, ArchiveLimits limits) => Assert.Single(
        Assert.Throws<DatasetException>(() => DatasetIndex.Open(path, new DatasetOptions { ArchiveLimits = limits })).Problems);

    private static string ReadFirst(string path, long maximumBytes = 10_000_000)
    {
        using var index = DatasetIndex.Open(path);
        var picture = index.Train.Single(picture => picture.Label == 0).Picture;
        return Assert.Throws<PictureException>(() => picture.Read(maximumBytes)).Message;
    }

    /// <summary>Changes a field of an entry in the archive's directory; short fields take the lower half.</summary>
    private static void Patch(string path, int entry, int field, uint value)
    {
        var bytes = File.ReadAllBytes(path);
        var position = -1;
        for (var i = 0; i <= entry; i++)
            position += 1 + bytes.AsSpan(position + 1).IndexOf("PK\u0001\u0002"u8);
        if (field is Flags or Method)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(position + field), (ushort)value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(position + field), value);
        File.WriteAllBytes(path, bytes);
    }
}
