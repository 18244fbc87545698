using Graft.Weights;

namespace Graft.Training.Checkpoints;

/// <summary>
/// Writes the state of one training into a folder, beside the computation: the training copies, another thread writes. How often
/// depends on what it costs.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="name">The name of the training in it.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="before">Is done before anything is written.</param>
internal sealed class CheckpointWriter(CheckpointFolder folder, string name, TimeProvider clock, Action? before = null) : ICheckpointing, IDisposable
{
    // Copying holds the training up and may take a twentieth of its time; writing shares the machine with it.
    private const int CopyShare = 20;
    private const int WriteShare = 5;

    private Task<TimeSpan> writing = Task.FromResult(TimeSpan.Zero);
    private TimeSpan wait = LeastInterval;
    private long last = clock.GetTimestamp();

    /// <summary>What lies between two checkpoints at least.</summary>
    public static TimeSpan LeastInterval { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public TrainingState? Resumed { get; init; }

    /// <summary>Why nothing more is written; null: it is.</summary>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public bool IsDue
    {
        get
        {
            if (Problem is not null || !writing.IsCompleted)
                return false;
            Finish();
            return clock.GetElapsedTime(last) >= wait;
        }
    }

    /// <inheritdoc/>
    public void Keep(Func<TrainingState> take)
    {
        Finish();
        if (Problem is not null)
            return;
        last = clock.GetTimestamp();
        var state = take();
        wait = Longer(LeastInterval, CopyShare * clock.GetElapsedTime(last));
        writing = Task.Run(() => Write(state));
    }

    /// <summary>Waits until everything is on the disk.</summary>
    public void Dispose() => Finish();

    private void Finish()
    {
        try
        {
            wait = Longer(wait, WriteShare * writing.GetAwaiter().GetResult());
        }
        catch (Exception e) when (e is WeightsException or IOException or UnauthorizedAccessException)
        {
            Problem ??= $"The training's state can no longer be kept: {e.Message}";
        }
    }

    private TimeSpan Write(TrainingState state)
    {
        var began = clock.GetTimestamp();
        before?.Invoke();
        folder.Write(name, state);
        return clock.GetElapsedTime(began);
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
