using Spectre.Console;

namespace Graft.Cli.Output;

/// <summary>For terminals: a bar for each stage, with the time that is left.</summary>
internal sealed class MovingBoard : ProgressBoard
{
    private readonly ProgressContext context;

    private MovingBoard(ProgressContext context) => this.context = context;

    public static Task<T> RunAsync<T>(IAnsiConsole console, TimeProvider clock, Func<ProgressBoard, Task<T>> work)
    {
        var progress = new Progress(console, clock);
        progress.Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new RemainingTimeColumn());
        return progress.StartAsync(context => work(new MovingBoard(context)));
    }

    public override ProgressStage Begin(string name, string unit, long total) =>
        new Stage(context.AddTask(Markup.Escape(name), maxValue: Math.Max(1, total)), name);

    private sealed class Stage(ProgressTask task, string name) : ProgressStage
    {
        public override void Report(long done, string? remark = null)
        {
            task.Value = done;
            task.Description = Markup.Escape(remark is null ? name : $"{name} ({remark})");
        }

        public override void Dispose() => task.StopTask();
    }
}
