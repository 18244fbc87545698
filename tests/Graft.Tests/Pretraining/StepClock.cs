namespace Graft.Tests.Pretraining;

/// <summary>A clock by which an hour passes each time that it is read, so that every step is a moment to keep a state.</summary>
internal sealed class StepClock : TimeProvider
{
    private long hours;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => Interlocked.Increment(ref hours) * 3600;
}
