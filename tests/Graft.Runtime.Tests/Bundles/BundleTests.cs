using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Graft.Runtime.Bundles;

namespace Graft.Runtime.Tests.Bundles;

public sealed class BundleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again()
    {
        var path = folder.File("flowers.graft");
        BundleWriter.Write(path, Samples.Content);

        var bundle = Bundle.Open(path);

        AssertSame(Samples.Configuration, bundle.Configuration);
        Assert.Equal(Samples.Onnx, bundle.ReadPart(BundleParts.Onnx));
        Assert.Equal(Samples.Weights, bundle.ReadPart(BundleParts.Weights));
        Assert.Equal("""{"seed": 1}"""u8.ToArray(), bundle.ReadPart(BundleParts.Recipe));
        Assert.Equal(Samples.Weights.Length, bundle.LengthOf(BundleParts.Weights));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_configuration_of_no_classifier_is_read_again()
    {
        var content = Samples.Content with
        {
            Configuration = new BundleConfiguration { CreatedBy = "Graft 0.1.0", Task = BundleTask.Model },
        };
        BundleWriter.Write(folder.File("a.graft"), content);

        var configuration = Bundle.Open(folder.File("a.graft")).Configuration;

        Assert.Equal(BundleTask.Model, configuration.Task);
        Assert.Empty(configuration.Labels);
        Assert.Null(configuration.Preprocessing);
        Assert.Null(configuration.Parts);
    }

    [Fact]
    public void A_large_part_can_be_read_as_a_stream()
    {
        BundleWriter.Write(folder.File("a.graft"), Samples.Content);
        using var stream = Bundle.Open(folder.File("a.graft")).OpenPart(BundleParts.Weights);
        using var copy = new MemoryStream();
        stream.CopyTo(copy, 100);
        Assert.Equal(Samples.Weights, copy.ToArray());
    }

    [Fact]
    public void A_part_lies_where_it_is_said_to_lie()
    {
        BundleWriter.Write(folder.File("a.graft"), Samples.Content);
        foreach (var (part, content) in new[] { (BundleParts.Weights, Samples.Weights), (BundleParts.Onnx, Samples.Onnx) })
        {
            var location = Bundle.Open(folder.File("a.graft")).Locate(part);
            Assert.Equal(content, File.ReadAllBytes(location.Path).AsSpan((int)location.Offset, (int)location.Length).ToArray());
        }
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes() => Assert.Equal(Samples.Bytes(), Samples.Bytes());

    [Fact]
    public void The_parts_are_stored_in_order_and_dated_1980()
    {
        using var archive = new ZipArchive(new MemoryStream(Samples.Bytes()));
        Assert.Equal(BundleParts.All, archive.Entries.Select(entry => entry.FullName));
        Assert.All(archive.Entries, entry =>
        {
            Assert.Equal(entry.Length, entry.CompressedLength);
            Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime);
        });
    }

    [Fact]
    public void Another_program_unpacks_it_and_the_folder_is_a_bundle_too()
    {
        var path = folder.File("a.graft");
        BundleWriter.Write(path, Samples.Content);
        RunPython("import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; "
            + "assert all(i.compress_type == 0 for i in z.infolist()); z.extractall(sys.argv[2])", path, folder.File("unpacked"));
        File.WriteAllText(folder.File("unpacked", "notes.txt"), "mine");

        var bundle = Bundle.Open(folder.File("unpacked"));

        AssertSame(Samples.Configuration, bundle.Configuration);
        Assert.Equal(Samples.Onnx, bundle.ReadPart(BundleParts.Onnx));
        Assert.Equal(Samples.Weights, bundle.ReadPart(BundleParts.Weights));
        var expected = new PartLocation(folder.File("unpacked", BundleParts.Weights), 0, Samples.Weights.Length);
        Assert.Equal(expected, bundle.Locate(BundleParts.Weights));
    }

    [Fact]
    public void The_configuration_is_readable_JSON()
    {
        BundleWriter.Write(folder.File("a.graft"), Samples.Content);
        var bytes = Bundle.Open(folder.File("a.graft")).ReadPart(BundleParts.Configuration);
        using var json = JsonDocument.Parse(bytes);
        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("format").GetInt32());
        Assert.Equal("image-classification", root.GetProperty("task").GetString());
        Assert.Equal("ひまわり", root.GetProperty("labels")[2].GetString());
        Assert.Equal("00000000000000bb", root.GetProperty("parts").GetProperty("validation")[0].GetString());
        Assert.Equal("dense:256", root.GetProperty("head").GetString());
        Assert.Equal(0.9, root.GetProperty("metrics").GetProperty("test").GetProperty("accuracy").GetDouble());
        Assert.Contains("ひまわり", Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void A_picture_is_found_in_its_parts()
    {
        var parts = Samples.Configuration.Parts!;
        Assert.True(parts.Contains(DataPart.Train, "0123456789abcdef"));
        Assert.False(parts.Contains(DataPart.Test, "0123456789abcdef"));
        Assert.True(parts.Contains(DataPart.Train, "00000000000000aa"));
        Assert.True(parts.Contains(DataPart.Test, "00000000000000aa"));
        Assert.False(parts.Contains(DataPart.Validation, "ffffffffffffffff"));
    }

    private static void AssertSame(BundleConfiguration expected, BundleConfiguration actual)
    {
        var options = new JsonSerializerOptions { WriteIndented = true };
        Assert.Equal(JsonSerializer.Serialize(expected, options), JsonSerializer.Serialize(actual, options));
    }

    private static void RunPython(string program, params string[] arguments)
    {
        Process? process = null;
        try
        {
            var start = new ProcessStartInfo("python3", ["-c", program, .. arguments]) { RedirectStandardError = true };
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("NEEDS python3: a second implementation of zip.");
        }
        var errors = process!.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
