using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Graft.Runtime.Bundles;

namespace Graft.Runtime.Tests.Bundles;

public sealed class HostileBundleTests : IDisposable
{
    private static readonly byte[] Good = Samples.Bytes();

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        for (var length = 0; length < Good.Length; length += length < 100 || length > Good.Length - 400 ? 1 : 97)
            Refused(Good[..length]);
    }

    [Fact]
    public void Changed_bytes_are_refused_or_change_nothing()
    {
        Gen.Select(Gen.Int[0, Good.Length - 1].Array[1, 4], Gen.Byte.Array[4]).Sample((places, values) =>
        {
            var bytes = Good.ToArray();
            for (var i = 0; i < places.Length; i++)
                bytes[places[i]] = values[i];
            using var own = new TemporaryFolder();
            File.WriteAllBytes(own.File("a.graft"), bytes);
            try
            {
                var bundle = Bundle.Open(own.File("a.graft"));
                Assert.Equal(Samples.Onnx, bundle.ReadPart(BundleParts.Onnx));
                Assert.Equal(Samples.Weights, bundle.ReadPart(BundleParts.Weights));
            }
            catch (BundleException e)
            {
                Assert.Contains("a.graft", e.Message);
            }
        }, iter: 400, threads: 1);
    }

    [Fact]
    public void Changed_bytes_of_the_directory_are_refused_or_change_nothing()
    {
        var directory = Good.AsSpan().LastIndexOf("PK\u0001\u0002"u8) - 300;
        for (var place = directory; place < Good.Length; place++)
            foreach (var value in new byte[] { 0x00, 0xFF, (byte)(Good[place] ^ 0x10) })
            {
                var bytes = Good.ToArray();
                bytes[place] = value;
                File.WriteAllBytes(folder.File("a.graft"), bytes);
                try
                {
                    var bundle = Bundle.Open(folder.File("a.graft"));
                    Assert.Equal(Samples.Onnx, bundle.ReadPart(BundleParts.Onnx));
                    Assert.Equal(Samples.Weights, bundle.ReadPart(BundleParts.Weights));
                }
                catch (BundleException)
                {
                }
            }
    }

    [Theory]
    [InlineData(BundleParts.Onnx)]
    [InlineData(BundleParts.Weights)]
    public void A_wrong_checksum_is_told_when_the_part_is_read(string part)
    {
        var bytes = Good.ToArray();
        var content = part == BundleParts.Onnx ? Samples.Onnx : Samples.Weights;
        bytes[Good.AsSpan().IndexOf(content) + 1000] ^= 1;
        File.WriteAllBytes(folder.File("a.graft"), bytes);

        var bundle = Bundle.Open(folder.File("a.graft"));
        var error = Assert.Throws<BundleException>(() => bundle.ReadPart(part));

        Assert.Contains(part, error.Message);
        Assert.Contains("checksum", error.Message);
        Assert.Contains("checksum", Assert.Throws<BundleException>(() => bundle.Locate(part)).Message);
    }

    [Fact]
    public void A_wrong_checksum_of_the_configuration_is_told_at_once()
    {
        var bytes = Good.ToArray();
        bytes[Good.AsSpan().IndexOf("daisy"u8)] ^= 1;
        Assert.Contains("checksum", Refused(bytes));
    }

    [Theory]
    [InlineData("../config.json")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/config.json")]
    [InlineData("sub/")]
    [InlineData("..\\model.onnx")]
    [InlineData("C:model.onnx")]
    [InlineData(".hidden")]
    [InlineData("\u0007bell")]
    public void Names_that_lead_elsewhere_are_refused(string name) =>
        Assert.Contains("no folder", Refused(Zip(add: (name, [1]))));

    [Fact]
    public void A_part_that_is_there_twice_is_refused() =>
        Assert.Contains("twice", Refused(Zip(add: (BundleParts.Onnx, [1]))));

    [Fact]
    public void Missing_parts_are_all_named()
    {
        var message = Refused(Zip(without: [BundleParts.Onnx, BundleParts.Recipe]));
        Assert.Contains(BundleParts.Onnx, message);
        Assert.Contains(BundleParts.Recipe, message);
        Assert.Contains("are missing", message);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bomb = Zip(add: ("bomb.bin", new byte[64 << 20]), compress: true);
        Assert.True(bomb.Length < 1 << 20);
        File.WriteAllBytes(folder.File("a.graft"), bomb);
        before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<BundleException>(() => Bundle.Open(folder.File("a.graft")));
        Assert.Contains("compressed", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Too_many_files_are_refused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < 1000; i++)
                archive.CreateEntry($"file{i}", CompressionLevel.NoCompression);
        Assert.Contains("1000 files", Refused(stream.ToArray()));
    }

    [Fact]
    public void Claims_of_a_huge_part_are_refused()
    {
        var bytes = Good.ToArray();
        var entry = Good.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 20), 0xFFFF_FFF0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 24), 0xFFFF_FFF0);
        Refused(bytes);
    }

    [Fact]
    public void Parts_that_share_their_bytes_are_refused()
    {
        var bytes = Good.ToArray();
        var last = Good.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        var before = Good.AsSpan(0, last).LastIndexOf("PK\u0001\u0002"u8);
        var claim = (uint)(Good.Length - 100);
        foreach (var entry in new[] { before, last })
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 20), claim);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 24), claim);
        }
        Assert.Contains("longer than the whole file", Refused(bytes));
    }

    [Fact]
    public void Limits_hold()
    {
        File.WriteAllBytes(folder.File("a.graft"), Good);
        var limits = new BundleLimits { MaximumOnnxBytes = 4_999, MaximumWeightsBytes = 8_999 };
        var error = Assert.Throws<BundleException>(() => Bundle.Open(folder.File("a.graft"), limits));
        Assert.Contains(BundleParts.Onnx, error.Message);
        Assert.Contains(BundleParts.Weights, error.Message);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("hello", "no bundle")]
    [InlineData("\u0089HDF\r\n", "no bundle")]
    [InlineData("PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "no bundle")]
    public void What_is_no_bundle_is_told_so(string text, string expected) =>
        Assert.Contains(expected, Refused(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void A_path_without_anything_is_told_so()
    {
        var error = Assert.Throws<BundleException>(() => Bundle.Open(folder.File("nowhere.graft")));
        Assert.Contains("no such file", error.Message);
        Assert.Contains("missing", Assert.Throws<BundleException>(() => Bundle.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_file_that_was_replaced_after_opening_is_noticed()
    {
        var path = folder.File("a.graft");
        BundleWriter.Write(path, Samples.Content);
        var bundle = Bundle.Open(path);
        BundleWriter.Write(path, Samples.Content with { Onnx = new byte[5_000] }, overwrite: true);
        Assert.Contains("changed", Assert.Throws<BundleException>(() => bundle.ReadPart(BundleParts.Onnx)).Message);
        Assert.Throws<BundleException>(() => bundle.Locate(BundleParts.Onnx));
    }

    [Theory]
    [InlineData("""{"format":2,"labels":7}""", "newer Graft")]
    [InlineData("""{"format":0,"task":"model","createdBy":"x"}""", "format version")]
    [InlineData("""{"format":"1","task":"model","createdBy":"x"}""", "format version")]
    [InlineData("""{"format":1}""", "'createdBy', 'task'")]
    [InlineData("""[1]""", "object")]
    [InlineData("""{"format":1,""", "valid JSON")]
    [InlineData("""{"format":1,"format":1,"task":"model","createdBy":"x"}""", "valid JSON")]
    [InlineData("""{"format":1,"task":"telepathy","createdBy":"x"}""", "$.task")]
    [InlineData("""{"format":1,"task":"model","createdBy":null}""", "$.createdBy")]
    [InlineData("""{"format":1,"task":"model","createdBy":"x","preprocessing":{"inputHeight":4,"inputWidth":4}}""", "$.preprocessing")]
    [InlineData("""{"format":1,"task":"model","createdBy":"x","labels":"a"}""", "$.labels")]
    [InlineData("""{"format":1,"task":"model","createdBy":"x","labels":[null]}""", "label")]
    [InlineData("""{"format":1,"task":"image-classification","createdBy":"x"}""", "needs labels")]
    [InlineData("""{"format":1,"task":"model","createdBy":"x","parts":{"train":[null],"validation":[],"test":[]}}""", "hash")]
    [InlineData("""{"format":1,"task":"model","createdBy":"x","parts":{"train":[]}}""", "parts")]
    [InlineData("""{"format":1,"task":"model","createdBy":"\ud800"}""", "config.json")]
    public void A_configuration_that_cannot_be_used_is_told_why(string json, string expected) =>
        Assert.Contains(expected, Refused(Zip(configuration: Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void A_configuration_nested_without_end_is_refused()
    {
        var json = """{"format":1,"task":"model","createdBy":"x","graph":""" + new string('[', 100_000)
            + new string(']', 100_000) + "}";
        Assert.Contains("JSON", Refused(Zip(configuration: Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void Fields_of_a_later_minor_version_are_passed_over()
    {
        File.WriteAllBytes(folder.File("a.graft"), Zip(
            add: ("model.int8.onnx", [1, 2, 3]),
            configuration: """{"format":1,"task":"model","createdBy":"Graft 0.9","mood":{"good":true}}"""u8.ToArray()));
        Assert.Equal("Graft 0.9", Bundle.Open(folder.File("a.graft")).Configuration.CreatedBy);
    }

    private string Refused(byte[] bytes)
    {
        var path = folder.File("a.graft");
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<BundleException>(() => Bundle.Open(path));
        Assert.StartsWith($"'{path}' cannot be opened as a bundle: ", error.Message);
        Assert.EndsWith(".", error.Message);
        return error.Message;
    }

    private static byte[] Zip((string Name, byte[] Bytes)? add = null, string[]? without = null, bool compress = false,
        byte[]? configuration = null)
    {
        using var good = new ZipArchive(new MemoryStream(Good));
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in good.Entries.Where(entry => without?.Contains(entry.FullName) != true))
            {
                using var source = entry.Open();
                using var target = archive.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                if (entry.FullName == BundleParts.Configuration && configuration is not null)
                    target.Write(configuration);
                else
                    source.CopyTo(target);
            }
            if (add is { } more)
            {
                using var target = archive
                    .CreateEntry(more.Name, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                target.Write(more.Bytes);
            }
        }
        return stream.ToArray();
    }
}
