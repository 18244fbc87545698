using Graft.Cli.Output;
using Graft.Cli.Parsing;

namespace Graft.Cli.Tests.Docs;

/// <summary>Command lines on the pages are ones that the program understands.</summary>
public sealed class CommandLinesTests
{
    private static readonly GraftCommand Root =
        new(new Terminal(TextWriter.Null, StreamStyle.Plain, TextWriter.Null, StreamStyle.Plain, TimeProvider.System));

    public static TheoryData<string> Pages => new(MarkdownPage.Names);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_line_on_a_page_is_right_usage(string page) =>
        Assert.All(CommandLines(MarkdownPage.Read(page)), words =>
        {
            var errors = string.Join(' ', UsageErrors.Of(Root.Parse(words)));
            Assert.True(errors.Length == 0, $"{page}: graft {string.Join(' ', words)}: {errors}");
        });

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_verb_and_option_that_a_sentence_names_is_there(string page)
    {
        var options = Root.Options.Concat(Root.Subcommands.SelectMany(verb => verb.Options))
            .SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet();
        foreach (var quoted in MarkdownPage.Read(page).Quoted())
        {
            var words = quoted.Split(' ');
            if (words is ["graft" or "./graft", var verb, ..])
                Assert.Contains(verb, Root.Subcommands.Select(command => command.Name));
            if (words[0] is "graft" or "./graft" || words[0].StartsWith("--", StringComparison.Ordinal))
                Assert.Subset(options, words.Where(word => word.StartsWith('-') && word.Length > 1).ToHashSet());
        }
    }

    [Fact]
    public void The_README_shows_how_to_predict_and_to_judge() =>
        Assert.Superset(
            new HashSet<string> { "train", "predict", "evaluate" },
            CommandLines(MarkdownPage.Read("README.md")).Select(words => words[0]).ToHashSet());

    // Before the program may stand variables for it alone, or what is piped into it.
    private static IEnumerable<string[]> CommandLines(MarkdownPage page) =>
        from line in page.Blocks("sh").SelectMany(block => block.Split('\n'))
        from command in line.Split('#')[0].Split('|', StringSplitOptions.TrimEntries)
        let words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word.Contains('=')).ToArray()
        where words is ["graft" or "./graft", ..]
        select words[1..];
}
