using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Graft.Engine;

namespace Graft.Cli.Parsing;

/// <summary>What is wrong with the given arguments, each in one sentence, with the nearest right words.</summary>
internal static class UsageErrors
{
    public static IReadOnlyList<string> Of(ParseResult given)
    {
        var command = given.CommandResult.Command;
        if (command is RootCommand && given.UnmatchedTokens is [var first, ..] && !IsOption(first))
            return [Unknown("verb", first, command.Subcommands.Select(verb => verb.Name))];

        // An argument that takes many values takes unknown options too, so the library does not see them.
        var unknown = Plain(given).Where(IsOption).Distinct().ToList();
        if (unknown.Count > 0)
            return [.. unknown.Select(option => Unknown("option", option.Split('=', ':')[0], OptionsOf(given)))];
        if (given.UnmatchedTokens.Count > 0)
            return [.. given.UnmatchedTokens.Select(token => $"Argument '{token}' is one too many.")];
        return [.. given.Errors.Select(error => error.Message).Distinct()];
    }

    private static string Unknown(string kind, string word, IEnumerable<string> known) =>
        $"There is no {kind} '{word}'. Nearest: {string.Join(", ", Nearest.To(word, known.Distinct()))}.";

    private static IEnumerable<string> Plain(ParseResult given) => given.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .Where(token => token.Type == TokenType.Argument)
        .Select(token => token.Value);

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-' && token != "--"
        && !double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<string> OptionsOf(ParseResult given)
    {
        var own = given.CommandResult.Command.Options;
        var shared = given.RootCommandResult.Command.Options.Where(option => option.Recursive);
        return own.Concat(shared).SelectMany(option => option.Aliases.Prepend(option.Name)).Where(
            name => name.StartsWith("--", StringComparison.Ordinal));
    }
}
