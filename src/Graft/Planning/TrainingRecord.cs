using Graft.Training.Checkpoints;
using Graft.Trunk;
using Graft.Weights;

namespace Graft.Planning;

/// <summary>
/// What is kept of a training while it runs, so that it can go on after it was ended: what it was begun with, the state of each stage,
/// and what was judged already.
/// </summary>
internal sealed class TrainingRecord : IDisposable
{
    private const string Begun = "training";
    private const string Judged = "judged";
    private const string Spent = "spent";
    private const string Ticks = "ticks";
    private const string DecidedPrecision = "precision";

    private readonly ClassifierTrainingSettings settings;
    private readonly TrainingIdentity identity;
    private readonly CheckpointKeeper keeper;
    private readonly Lock gate = new();
    private readonly long started;
    private TrainingState? begun;

    /// <summary>Looks at what there is to go on from.</summary>
    /// <exception cref="ResumeException">It was begun with another recipe, other weights or other classes.</exception>
    public TrainingRecord(ClassifierTrainingSettings settings, TrainingIdentity identity)
    {
        (this.settings, this.identity, started) = (settings, identity, settings.Clock.GetTimestamp());
        keeper = new(settings.Checkpoints, settings.Resume, Begun, settings.Clock, settings.Announcements);
        begun = keeper.Begun;
        if (begun is not null)
            Refuse(identity.Differences(begun));
        if (keeper.Find(Spent) is { } spent)
            SpentBefore = TimeSpan.FromTicks(spent.Long(Ticks));
    }

    /// <summary>The time that earlier runs took, up to what was kept of them last.</summary>
    public TimeSpan SpentBefore { get; }

    /// <summary>
    /// What it was decided that the network computes in, where the training goes on; null where it does not, or where no decision
    /// was left to the machine. Another machine may decide otherwise, and does not: it would go on to other weights.
    /// </summary>
    public Precision? Decided => keeper.Begun?.Word(DecidedPrecision) is { } word ? Enum.Parse<Precision>(word) : null;

    /// <summary>What was judged so far.</summary>
    public TrainingState Journal { get; private set; } = new();

    /// <summary>Says which pictures there are; from then on something may be kept.</summary>
    /// <param name="train">The features of the training part.</param>
    /// <param name="validation">Those of the validation part.</param>
    /// <param name="decided">What was decided that the network computes in; null where it was asked for.</param>
    /// <exception cref="ResumeException">It was begun with other pictures.</exception>
    public void Identify(PartFeatures train, PartFeatures validation, Precision? decided)
    {
        if (!keeper.Keeps)
            return;
        if (keeper.Begun is not null)
        {
            Refuse(TrainingIdentity.Differences(begun!, train, validation));
            if (identity.HasOtherThreads(begun!))
                Tell("The training was begun with another number of threads: it goes on with other rounding, not to the same bits.");
            if (Decided is { } precision)
                Tell($"The network computes in {precision.ToString().ToLowerInvariant()} again, as was decided at the beginning.");
            Journal = keeper.Find(Judged) ?? new TrainingState();
            return;
        }
        begun = new TrainingState();
        identity.Save(begun);
        TrainingIdentity.Save(begun, train, validation);
        begun.Set(DecidedPrecision, decided?.ToString());
    }

    /// <summary>Where a stage goes on, and where its state is kept; null: it is not.</summary>
    /// <param name="stage">Its name, letters, digits and dashes.</param>
    public ICheckpointing? For(string stage) => keeper.For(stage, Begin);

    /// <summary>Keeps what was judged.</summary>
    public void SaveJournal()
    {
        if (!keeper.Keeps)
            return;
        try
        {
            Begin();
            keeper.Write(Judged, Journal);
        }
        catch (Exception e) when (e is WeightsException or IOException or UnauthorizedAccessException)
        {
            Tell($"What was judged cannot be kept: {e.Message}");
        }
    }

    /// <summary>Forgets the state of a stage.</summary>
    public void Remove(string stage) => keeper.Remove(stage);

    /// <summary>The training is done: nothing need be kept of it.</summary>
    public void Clear() => keeper.Clear();

    /// <summary>Waits until everything is on the disk.</summary>
    public void Dispose() => keeper.Dispose();

    // What it was begun with stands there before anything else does. The time goes with whatever is kept, so that a run that is killed
    // has spent it.
    private void Begin()
    {
        var spent = new TrainingState();
        lock (gate)
        {
            keeper.WriteBegun(begun!);
            spent.Set(Ticks, (SpentBefore + settings.Clock.GetElapsedTime(started)).Ticks);
            keeper.Write(Spent, spent);
        }
    }

    private void Refuse(IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
            throw new ResumeException(
                $"The training in '{settings.Checkpoints}' cannot go on, since it was begun with something else: "
                + $"{string.Join("; ", differences)}. Go on with what it was begun with, or begin from the start.");
    }

    private void Tell(string sentence) => settings.Announcements?.Report(sentence);
}
