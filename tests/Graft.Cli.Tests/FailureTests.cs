using Graft.Cli.Output;
using Graft.Runtime.Imaging;

namespace Graft.Cli.Tests;

public sealed class FailureTests
{
    [Fact]
    public void An_exception_of_Graft_is_shown_as_it_is()
    {
        var (exitCode, error) = Report(new PictureException("the file ends too early"));

        Assert.Equal((1, "graft: the file ends too early\n"), (exitCode, error));
    }

    [Fact]
    public void An_exception_that_nobody_expected_is_one_line_and_names_the_way_to_more()
    {
        var (exitCode, error) = Report(Thrown(new InvalidOperationException("queue empty\n   at Native.Frame()")));

        Assert.Equal(1, exitCode);
        Assert.Equal("graft: queue empty\nThis should not happen; the same command with --verbose says where it did.\n", error);
    }

    [Fact]
    public void Verbose_shows_where_it_happened()
    {
        var (_, error) = Report(Thrown(new InvalidOperationException("queue empty")), verbose: true);

        Assert.Contains("   at Graft.Cli.Tests.FailureTests.Thrown", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_ends_with_130() =>
        Assert.Equal((130, "Stopped.\n"), Report(new OperationCanceledException(), stopped: true));

    [Fact]
    public void Only_a_cancellation_that_was_asked_for_ends_with_130() =>
        Assert.Equal(1, Report(new OperationCanceledException()).ExitCode);

    [Fact]
    public void A_native_library_that_does_not_load_points_to_doctor()
    {
        var (exitCode, error) = Report(
            new TypeInitializationException("torch", new DllNotFoundException("libtorch.so: no such file")));

        Assert.Equal(1, exitCode);
        Assert.Contains("libtorch.so", error, StringComparison.Ordinal);
        Assert.Contains("graft doctor", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_usage_that_a_verb_finds_ends_with_2() => Assert.Equal(2, Report(new UsageException("--top is 0")).ExitCode);

    private static (int ExitCode, string Error) Report(Exception failure, bool verbose = false, bool stopped = false)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(TextWriter.Null, StreamStyle.Plain, error, StreamStyle.Plain, TimeProvider.System)
        {
            Verbose = verbose,
        };
        return (Failure.Report(failure, terminal, new CancellationToken(stopped)), error.ToString());
    }

    private static Exception Thrown(Exception failure)
    {
        try
        {
            throw failure;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }
}
