
namespace Graft.AcceptanceTests;

/// <summary>The script at the root of the source tree. Its first start builds the program, which takes a while.</summary>
[Collection(nameof(Alone))]
public sealed class LauncherTests
{
    [Fact]
    public async Task It_runs_from_any_folder_through_a_link_and_passes_arguments_and_exit_code_on()
    {
        using var folder = new TemporaryFolder();
        var link = folder.File("graft");
        File.CreateSymbolicLink(link, Launcher());

        var version = await Start(link, folder.Path, "--version");
        var mistake = await Start(link, folder.Path, "doctor", "two words", "--jsn=*");

        Assert.Equal(0, version.ExitCode);
        Assert.Matches(@"^graft \d+\.\d+\.\d+\n$", version.Output);
        Assert.Equal((2, ""), (mistake.ExitCode, mistake.Output));
        Assert.Contains("'--jsn'", mistake.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_start_builds_nothing()
    {
        var launcher = Launcher();
        await Start(launcher, Path.GetTempPath(), "--version");
        var built = Path.Combine(Checkout.Root!, "artifacts", "launcher", "built");
        var before = File.GetLastWriteTimeUtc(built);

        var run = await Start(launcher, Path.GetTempPath(), "--version");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(before, File.GetLastWriteTimeUtc(built));
    }

    private static Task<GraftProcess> Start(string launcher, string folder, params string[] arguments) =>
        GraftProcess.RunAsync(new GraftProcess.Start(arguments) { Program = launcher, Folder = folder });

    private static string Launcher()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("NEEDS a shell for ./graft; Windows has graft.cmd.");
        if (Checkout.Root is null)
            Assert.Skip("NEEDS the source tree: the launcher lies at its root.");
        return Path.Combine(Checkout.Root, "graft");
    }
}
