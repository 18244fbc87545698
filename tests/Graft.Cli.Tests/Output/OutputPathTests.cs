using Graft.Cli.Output;

namespace Graft.Cli.Tests.Output;

public sealed class OutputPathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_file_in_a_folder_that_can_be_written_to_leaves_nothing_behind()
    {
        OutputPath.Check(folder.File("model.graft"), force: false);

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_only_by_force()
    {
        File.WriteAllText(folder.File("model.graft"), "before");

        Assert.Contains("--force", Refusal(folder.File("model.graft"), force: false), StringComparison.Ordinal);
        OutputPath.Check(folder.File("model.graft"), force: true);
        Assert.Equal("before", File.ReadAllText(folder.File("model.graft")));
    }

    [Fact]
    public void A_folder_in_its_place_and_a_missing_folder_are_refused()
    {
        Assert.Contains("it is a folder", Refusal(folder.Path), StringComparison.Ordinal);
        Assert.Contains("there is no folder", Refusal(folder.File("no", "m")), StringComparison.Ordinal);
    }

    private static string Refusal(string path, bool force = true) =>
        Assert.Throws<IOException>(() => OutputPath.Check(path, force)).Message;
}
