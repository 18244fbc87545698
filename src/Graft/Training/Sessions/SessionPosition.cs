using Graft.Engine;

namespace Graft.Training.Sessions;

/// <summary>Where in an epoch a training is.</summary>
/// <param name="epoch">The epoch, from 0 on.</param>
/// <param name="view">The view of the samples that it looks at.</param>
/// <param name="mixing">The random numbers of its mixing.</param>
/// <param name="values">What its batches came to so far.</param>
internal sealed class SessionPosition(int epoch, long view, RandomStream mixing, RunningValues values)
{
    private TimeProvider? clock;
    private long start;

    public int Epoch => epoch;

    public long View => view;

    public RandomStream Mixing => mixing;

    public RunningValues Values => values;

    /// <summary>How many steps of the epoch are made.</summary>
    public int Steps { get; set; }

    /// <summary>How long the epoch took so far, in the runs before this one too.</summary>
    public TimeSpan Elapsed => Before + (clock?.GetElapsedTime(start) ?? TimeSpan.Zero);

    /// <summary>How long it took in the runs before this one.</summary>
    public TimeSpan Before { get; init; }

    /// <summary>The epoch begins, or goes on.</summary>
    public void Began(TimeProvider time) => (clock, start) = (time, time.GetTimestamp());
}
