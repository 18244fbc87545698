using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Planning;

namespace Graft.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => new(AllVerbs().Select(verb => verb.Name));

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task The_help_of_a_verb_is_as_approved(string verb)
    {
        var run = await Run.Graft(verb, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Approved.Text(run.Output, "help-" + verb);
    }

    [Fact]
    public async Task The_help_of_the_program_names_every_verb()
    {
        var run = await Run.Graft("--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Approved.Text(run.Output, "help");
        Assert.All(AllVerbs(), verb => Assert.Contains($"\n  {verb.Name} ", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_verb_has_two_or_three_examples_that_parse()
    {
        var root = Root();
        Assert.All(AllVerbs(), verb =>
        {
            Assert.InRange(verb.Examples.Count, 2, 3);
            Assert.All(verb.Examples, example =>
            {
                var words = example.Split(' ');
                Assert.Equal(["graft", verb.Name], words[..2]);
                Assert.Empty(UsageErrors.Of(root.Parse(words[1..])));
            });
        });
    }

    [Fact]
    public async Task Help_is_given_even_where_something_else_is_wrong()
    {
        var run = await Run.Graft("doctor", "--no-such-option", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_defaults_that_the_help_names_are_the_recipes()
    {
        var recipe = new Recipe { Backbone = "vgg16.keras" };
        var run = await Run.Graft("train", "--help");

        Assert.Contains($"The layers on top; {recipe.Head} without it.", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{recipe.Taps} without it.", run.Output, StringComparison.Ordinal);
        Assert.Equal(("none", 0), (recipe.FineTune, recipe.Seed));
    }

    private static IEnumerable<Verb> AllVerbs() => Root().Subcommands.Cast<Verb>();

    private static GraftCommand Root() =>
        new(new Terminal(TextWriter.Null, StreamStyle.Plain, TextWriter.Null, StreamStyle.Plain, TimeProvider.System));
}
