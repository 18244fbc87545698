using System.CommandLine;
using Graft.Cli.Output;
using Graft.Cli.Parsing;

namespace Graft.Cli;

/// <summary>
/// From arguments to an exit code: parses, refuses wrong usage, runs the verb, and turns its exceptions into messages.
/// </summary>
internal static class Dispatcher
{
    // File names may begin with @, and one dash never stands for several options.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken stop)
    {
        var root = new GraftCommand(terminal);
        var given = root.Parse(arguments, Parser);
        terminal.Verbose = given.GetValue(root.Verbose);
        if (given.Action is not { ClearsParseErrors: true } && UsageErrors.Of(given) is { Count: > 0 } errors)
            return Refuse(given, errors, terminal);

        // Exceptions and signals are ours: the library would print stack traces and end the process after two seconds.
        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Output,
            Error = terminal.Error,
        };
        try
        {
            return await given.InvokeAsync(invocation, stop);
        }
#pragma warning disable CA1031 // the end of the road: nothing above would show it
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Failure.Report(failure, terminal, stop);
        }
    }

    private static int Refuse(ParseResult given, IReadOnlyList<string> errors, Terminal terminal)
    {
        if (given.Tokens.Count == 0)
        {
            var help = new InvocationConfiguration { Output = terminal.Error, Error = terminal.Error };
            given.RootCommandResult.Command.Parse(["--help"]).Invoke(help);
            return ExitCode.WrongUsage;
        }
        foreach (var error in errors)
            terminal.Failure(error);
        var verb = given.CommandResult.Command is Verb { Name: var name } ? " " + name : "";
        terminal.Message($"'graft{verb} --help' shows how it is used.");
        return ExitCode.WrongUsage;
    }
}
