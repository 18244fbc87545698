using Spectre.Console;

namespace Graft.Cli.Output;

/// <summary>What an output stream can show.</summary>
/// <param name="Lively">Colour and moving bars: a terminal, and nobody asked for plain text.</param>
/// <param name="Width">Characters in a line; a stream that is no terminal has no end of line to keep to.</param>
internal readonly record struct StreamStyle(bool Lively, int Width)
{
    private const int Endless = 10_000;
    private const int Usual = 80;

    public static StreamStyle Plain { get; } = new(Lively: false, Endless);

    /// <summary>The same without an end of line: nothing is cut to fit.</summary>
    public StreamStyle Uncut => this with { Width = Endless };

    public static StreamStyle Of(bool redirected)
    {
        var plain = redirected
            || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new StreamStyle(!plain, redirected ? Endless : Console.WindowWidth is > 0 and var width ? width : Usual);
    }

    /// <summary>A console that writes to the stream in this style, whatever the environment says.</summary>
    public IAnsiConsole Open(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Lively ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = Lively ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = Lively ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Width;
        return console;
    }
}
