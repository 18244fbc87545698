using Graft.Cli.Demonstrations;

namespace Graft.Cli.Tests.Demonstrations;

public sealed class DemonstrationFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private DemonstrationFolder Demo => new(folder.File("demo"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_made_where_there_is_none()
    {
        Demo.Prepare(force: false);
        Demo.Prepare(force: false);

        Assert.Empty(Directory.GetFileSystemEntries(Demo.Root));
    }

    [Fact]
    public void An_earlier_demonstration_is_replaced_only_if_asked_to()
    {
        Directory.CreateDirectory(Path.Combine(Demo.Pictures, "train"));
        File.WriteAllText(Demo.Report, "old");

        var refused = Assert.Throws<IOException>(() => Demo.Prepare(force: false));
        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Demo.Report));

        Demo.Prepare(force: true);
        Assert.Empty(Directory.GetFileSystemEntries(Demo.Root));
    }

    [Fact]
    public void What_somebody_else_put_there_is_never_removed()
    {
        Directory.CreateDirectory(Demo.Pictures);
        File.WriteAllText(Path.Combine(Demo.Root, "thesis.txt"), "mine");

        var refused = Assert.Throws<IOException>(() => Demo.Prepare(force: true));

        Assert.Contains("thesis.txt", refused.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Demo.Pictures) && File.Exists(Path.Combine(Demo.Root, "thesis.txt")));
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        File.WriteAllText(Demo.Root, "");

        Assert.Contains("is a file", Assert.Throws<IOException>(() => Demo.Prepare(force: true)).Message, StringComparison.Ordinal);
    }
}
