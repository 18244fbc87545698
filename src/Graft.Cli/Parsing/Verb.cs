using System.CommandLine;

namespace Graft.Cli.Parsing;

/// <summary>One verb of the command line: its options, and what it does with them.</summary>
internal abstract class Verb : Command
{
    /// <param name="name">The word that is typed.</param>
    /// <param name="description">One sentence for the help.</param>
    /// <param name="examples">Two or three whole commands that work.</param>
    protected Verb(string name, string description, params string[] examples) : base(name, description)
    {
        Examples = examples;
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; }

    protected abstract Task<int> RunAsync(ParseResult given, CancellationToken stop);
}
