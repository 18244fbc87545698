namespace Graft.Cli.Tests;

public sealed class WrongUsageTests
{
    [Fact]
    public async Task No_arguments_at_all_print_the_help_to_standard_error()
    {
        var run = await Run.Graft();

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("Commands:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no verb 'docter'. Nearest: doctor, ", "docter")]
    [InlineData("There is no option '--jsno'. Nearest: --json, ", "doctor", "--jsno")]
    [InlineData("There is no option '--verbos'. Nearest: --verbose, ", "doctor", "--verbos=3")]
    [InlineData("There is no option '-x'. Nearest: ", "doctor", "-x")]
    [InlineData("Argument 'pictures' is one too many.", "doctor", "pictures")]
    [InlineData("Argument '--json' is one too many.", "doctor", "--", "--json")]
    [InlineData("Argument '@file' is one too many.", "doctor", "@file")]
    public async Task A_mistake_is_explained_on_standard_error_with_exit_code_2(string expected, params string[] arguments)
    {
        var run = await Run.Graft(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("graft: " + expected, run.Error, StringComparison.Ordinal);
        Assert.Contains("--help' shows how it is used.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        var run = await Run.Graft("--version");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^graft \d+\.\d+\.\d+\n$", run.Output);
    }
}
