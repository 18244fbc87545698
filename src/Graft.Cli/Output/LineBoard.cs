using System.Globalization;

namespace Graft.Cli.Output;

/// <summary>
/// For streams that are no terminal: a line every few seconds, and one at the end of a stage that took that long.
/// </summary>
internal sealed class LineBoard(Terminal terminal, TimeProvider clock) : ProgressBoard
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override ProgressStage Begin(string name, string unit, long total) => new Stage(terminal, clock, name, unit, total);

    private sealed class Stage(Terminal terminal, TimeProvider clock, string name, string unit, long total) : ProgressStage
    {
        private readonly long began = clock.GetTimestamp();
        private readonly Lock gate = new();
        private TimeSpan next = Interval;
        private long done;

        public override void Report(long done, string? remark = null)
        {
            lock (gate)
            {
                this.done = done;
                var elapsed = clock.GetElapsedTime(began);
                if (elapsed < next || done >= total)
                    return;
                next = elapsed + Interval;
                var left = done == 0 ? "" : $", {Duration.Of(elapsed * ((total - done) / (double)done))} left";
                var more = remark is null ? "" : ", " + remark;
                terminal.Message(
                    Invariant($"{name}: {done:N0} of {total:N0} {unit} ({100 * done / Math.Max(1, total)} %){left}{more}"));
            }
        }

        public override void Dispose()
        {
            var elapsed = clock.GetElapsedTime(began);
            if (elapsed >= Interval)
                terminal.Message(Invariant($"{name}: {done:N0} {unit} in {Duration.Of(elapsed)}"));
        }

        private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
