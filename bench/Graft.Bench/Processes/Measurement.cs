namespace Graft.Bench.Processes;

/// <summary>One contender in one round.</summary>
/// <param name="Runs">How often it did its work.</param>
/// <param name="Samples">Samples that it worked through, all runs together.</param>
/// <param name="Seconds">How long that took.</param>
internal sealed record Measurement(int Runs, int Samples, double Seconds)
{
    public double Rate => Samples / Seconds;

    public double SecondsPerRun => Seconds / Runs;
}
