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
    [InlineData("'empty' is nothing that a cache does; it is list or clear.", "cache", "empty")]
    [InlineData("--only is 'all'; it must be features or weights.", "cache", "clear", "--only", "all")]
    [InlineData("There is no option '--tpo'. Nearest: --top, ", "predict", "model.graft", "a.jpg", "--tpo", "3")]
    [InlineData("--top is '0'; it must be a whole number, 1 or more.", "predict", "model.graft", "a.jpg", "--top", "0")]
    [InlineData("--csv and --json exclude each other.", "predict", "model.graft", "a.jpg", "--csv", "--json")]
    [InlineData(
        "--split is 'tset'; it must be test, validation, train or all.", "evaluate", "model.graft", "data", "--split", "tset")]
    [InlineData("--pooling is 'mean'; it must be avg, max or none.", "features", "a.jpg", "--backbone", "vgg16", "-o", "f.npy",
        "--pooling", "mean")]
    [InlineData("--output is 'f.txt'; its ending must be .npy, .safetensors or .parquet.", "features", "a.jpg", "--backbone",
        "vgg16", "-o", "f.txt")]
    [InlineData(
        "--include-top gives", "features", "a.jpg", "--backbone", "vgg16", "-o", "f.npy", "--include-top", "--layer", "x")]
    [InlineData("Option '--output' is required.", "features", "a.jpg", "--backbone", "vgg16")]
    [InlineData("--split is '1'; it must be", "evaluate", "model.graft", "data", "--split", "1")]
    [InlineData("Required argument 'DATA' missing", "evaluate", "model.graft")]
    [InlineData("Required argument missing for option: '--top'.", "predict", "model.graft", "a.jpg", "--top")]
    [InlineData("Option '--top' expects a single argument but 2 were provided.", "predict", "m", "a", "--top", "1", "--top", "2")]
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
