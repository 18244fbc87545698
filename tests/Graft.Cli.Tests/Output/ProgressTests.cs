using Graft.Cli.Output;

namespace Graft.Cli.Tests.Output;

public sealed class ProgressTests
{
    private readonly ManualClock clock = new();
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    [Fact]
    public async Task Without_a_terminal_a_line_appears_every_five_seconds_with_the_time_left()
    {
        var terminal = Plain();

        await terminal.TrackAsync(board =>
        {
            using var stage = board.Begin("Trunk", "pictures", 48_000);
            foreach (var done in Enumerable.Range(1, 12))
            {
                clock.Advance(1);
                stage.Report(done * 2_000, "1,999 a second");
            }
            return Task.FromResult(0);
        });

        Assert.Equal(
            "Trunk: 10,000 of 48,000 pictures (20 %), 19 s left, 1,999 a second\n" +
            "Trunk: 20,000 of 48,000 pictures (41 %), 14 s left, 1,999 a second\n" +
            "Trunk: 24,000 pictures in 12 s\n", error.ToString());
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Work_that_is_done_at_once_says_nothing()
    {
        var terminal = Plain();

        await terminal.TrackAsync(board =>
        {
            using var stage = board.Begin("Trunk", "pictures", 10);
            stage.Report(10);
            return Task.FromResult(0);
        });

        Assert.Empty(error.ToString());
    }

    [Fact]
    public async Task On_a_terminal_bars_move_on_standard_error_and_names_with_brackets_stay_as_they_are()
    {
        var terminal = Lively();

        var result = await terminal.TrackAsync(async board =>
        {
            using var stage = board.Begin("Reading [red]one[/] of [many", "pictures", 2);
            stage.Report(1, "[2]");
            terminal.Message("Between bars: a[0].jpg");
            await Task.Yield();
            stage.Report(2);
            return 7;
        });

        Assert.Equal(7, result);
        Assert.Empty(output.ToString());
        Assert.Contains("Reading [red]one[/] of [many", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Between bars: a[0].jpg", error.ToString(), StringComparison.Ordinal);
        Assert.Contains('\u001b', error.ToString());
    }

    [Fact]
    public void Messages_warnings_and_failures_show_text_as_it_is()
    {
        var terminal = Plain();
        terminal.Message("picture[1].jpg");
        terminal.Warning("[bold] is no class");
        terminal.Failure("[[");
        terminal.Detail("not shown");
        terminal.Verbose = true;
        terminal.Detail("shown");
        Lively().Failure("picture[1].jpg");

        Assert.StartsWith(
            "picture[1].jpg\nwarning: [bold] is no class\ngraft: [[\nshown\n", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("graft: picture[1].jpg", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.4, "9.4 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(185, "3 min 5 s")]
    [InlineData(7_800, "2 h 10 min")]
    public void Times_are_said_as_people_say_them(double seconds, string expected) =>
        Assert.Equal(expected, Duration.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(4_240_000, "4.2 MB")]
    [InlineData(461_211_481, "461 MB")]
    public void Sizes_are_said_as_people_say_them(long count, string expected) => Assert.Equal(expected, Bytes.Of(count));

    private Terminal Plain() => new(output, StreamStyle.Plain, error, StreamStyle.Plain, clock);

    private Terminal Lively() => new(output, new StreamStyle(true, 100), error, new StreamStyle(true, 100), clock);
}
