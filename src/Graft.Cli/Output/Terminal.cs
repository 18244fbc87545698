using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Graft.Cli.Output;

/// <summary>
/// The two streams of the program: results go to standard output, everything else to standard error. Text is shown as it
/// is; nothing in a message or a file's name is read as markup.
/// </summary>
internal sealed class Terminal
{
    private readonly Lazy<IAnsiConsole> results;
    private readonly Lazy<IAnsiConsole> messages;
    private readonly StreamStyle errorStyle;
    private readonly TimeProvider clock;

    public Terminal(TextWriter output, StreamStyle outputStyle, TextWriter error, StreamStyle errorStyle, TimeProvider clock)
    {
        (Output, Error) = (output, error);
        (this.errorStyle, this.clock) = (errorStyle, clock);
        // Consoles are opened at their first use: a start that prints one line does without them.
        results = new(() => outputStyle.Uncut.Open(output));
        messages = new(() => errorStyle.Open(error));
    }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>Tells the time.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Whether more is said about what is done.</summary>
    public bool Verbose { get; set; }

    public static Terminal OfThisProcess() => new(
        Writer(Console.OpenStandardOutput()), StreamStyle.Of(Console.IsOutputRedirected),
        Writer(Console.OpenStandardError()), StreamStyle.Of(Console.IsErrorRedirected),
        TimeProvider.System);

    /// <summary>A line of the result.</summary>
    public void Result(string line) => Output.WriteLine(line);

    /// <summary>A table of the result.</summary>
    public void Result(IRenderable table) => results.Value.Write(table);

    /// <summary>The result as one document; non-ASCII letters stay readable.</summary>
    public void Json<T>(T document, JsonTypeInfo<T> type) => Output.WriteLine(JsonSerializer.Serialize(document, type));

    /// <summary>What is being done.</summary>
    public void Message(string text) => Say(text, Style.Plain);

    /// <summary>What only matters to somebody who asked for more.</summary>
    public void Detail(string text)
    {
        if (Verbose)
            Say(text, new Style(decoration: Decoration.Dim));
    }

    /// <summary>Something is not as it should be, and the work goes on.</summary>
    public void Warning(string text) => Say("warning: " + text, new Style(Color.Yellow));

    /// <summary>Why the work ends.</summary>
    public void Failure(string text) => Say("graft: " + text, new Style(Color.Red));

    /// <summary>Shows how far the work is: moving bars on a terminal, else a line every few seconds.</summary>
    public Task<T> TrackAsync<T>(Func<ProgressBoard, Task<T>> work) => errorStyle.Lively
        ? MovingBoard.RunAsync(messages.Value, clock, work)
        : work(new LineBoard(this, clock));

    /// <summary>Moving bars hide the cursor; a process that is about to end at once shows it again.</summary>
    public void RestoreCursor()
    {
        if (errorStyle.Lively)
            Error.Write("\u001b[?25h");
    }

    private void Say(string text, Style style)
    {
        if (errorStyle.Lively)
            messages.Value.Write(new Text(text + Environment.NewLine, style));
        else
            Error.WriteLine(text);
    }

    private static TextWriter Writer(Stream stream) =>
        TextWriter.Synchronized(
            new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
}
