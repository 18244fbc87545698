using Graft.Cli.Output;

namespace Graft.Cli.Tests;

/// <summary>One run of the command line inside the test: what it was asked, and what it said where.</summary>
internal sealed record Run(int ExitCode, string Output, string Error)
{
    public static async Task<Run> Graft(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, StreamStyle.Plain, error, StreamStyle.Plain, TimeProvider.System);
        var exitCode = await Dispatcher.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
