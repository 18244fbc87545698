using Graft.Runtime.Bundles;

namespace Graft.Runtime.Tests.Bundles;

public sealed class BundleWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_existing_file_is_replaced_only_when_that_is_wanted()
    {
        var path = folder.File("a.graft");
        File.WriteAllText(path, "precious");

        var error = Assert.Throws<BundleException>(() => BundleWriter.Write(path, Samples.Content));
        Assert.Contains("there already", error.Message);
        Assert.Equal("precious", File.ReadAllText(path));

        BundleWriter.Write(path, Samples.Content, overwrite: true);
        Assert.Equal(Samples.Bytes(), File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_the_old_file_and_nothing_else()
    {
        var path = folder.File("a.graft");
        File.WriteAllText(path, "precious");
        var content = Samples.Content with
        {
            WriteWeights = stream =>
            {
                stream.Write(new byte[100_000]);
                throw new OperationCanceledException("stopped");
            },
        };

        Assert.Throws<OperationCanceledException>(() => BundleWriter.Write(path, content, overwrite: true));

        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_that_appears_meanwhile_is_not_overwritten()
    {
        var path = folder.File("a.graft");
        var content = Samples.Content with { WriteWeights = _ => File.WriteAllText(path, "another's") };
        Assert.Throws<BundleException>(() => BundleWriter.Write(path, content));
        Assert.Equal("another's", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_full_disk_is_told_as_such_and_leaves_nothing()
    {
        const string full = "/dev/full";
        Assert.SkipUnless(File.Exists(full), "NEEDS /dev/full");
        var content = Samples.Content with
        {
            WriteWeights = _ =>
            {
                using var stream = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                stream.Write(new byte[4096]);
            },
        };
        var error = Assert.Throws<BundleException>(() => BundleWriter.Write(folder.File("a.graft"), content));
        Assert.Contains("cannot be written", error.Message);
        Assert.Contains("space", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("missing/a.graft")]
    [InlineData("is_a_folder")]
    public void A_place_that_cannot_be_written_to_is_told(string place)
    {
        Directory.CreateDirectory(folder.File("is_a_folder"));
        var error = Assert.Throws<BundleException>(() =>
            BundleWriter.Write(folder.File(place), Samples.Content, overwrite: true));
        Assert.Contains(place, error.Message);
    }

    [Fact]
    public void All_that_is_wrong_with_a_configuration_is_told_at_once()
    {
        var preprocessing = Samples.Configuration.Preprocessing! with
        {
            InputWidth = 0,
            Mean = [1f],
            StandardDeviation = [1f, 0f, 1f],
        };
        var configuration = Samples.Configuration with
        {
            Labels = ["a", "b", "a", "", "x\n"],
            Preprocessing = preprocessing,
            Parts = new PartsRecord(["nonsense"], [], []),
            Metrics = new BundleMetrics { Test = new PartMetrics(2, double.NaN, 1) },
        };
        var error = Assert.Throws<ArgumentException>(() =>
            BundleWriter.Write(folder.File("a.graft"), Samples.Content with { Configuration = configuration }));
        foreach (var word in new[] { "'a'", "empty", "control", "input size", "mean", "deviation", "nonsense", "test figures" })
            Assert.Contains(word, error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
