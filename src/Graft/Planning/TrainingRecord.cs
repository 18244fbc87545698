using System.Globalization;
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
    private readonly CheckpointFolder? folder;
    private readonly List<CheckpointWriter> writers = [];
    private readonly Lock gate = new();
    private readonly long started;
    private TrainingState? begun;
    private bool goesOn;

    /// <summary>Looks at what there is to go on from.</summary>
    /// <exception cref="ResumeException">It was begun with another recipe, other weights or other classes.</exception>
    public TrainingRecord(ClassifierTrainingSettings settings, TrainingIdentity identity)
    {
        (this.settings, this.identity, started) = (settings, identity, settings.Clock.GetTimestamp());
        folder = settings.Checkpoints is { } path ? new CheckpointFolder(path) : null;
        if (folder is null)
            return;
        begun = Read(Begun, out var problem);
        if (!settings.Resume)
        {
            if (begun is not null)
                Tell($"What was kept of an unfinished training in '{folder.Path}' is replaced: this one begins from the start.");
            begun = null;
        }
        else if (begun is null)
            Tell(problem is null
                ? $"There is nothing in '{folder.Path}' to go on from: the training begins from the start."
                : $"There is nothing whole in '{folder.Path}' to go on from, so the training begins from the start: {problem}");
        else
            Refuse(identity.Differences(begun));
        goesOn = begun is not null;
        if (!goesOn)
            folder.Clear();
        else if (Read(Spent, out _) is { } spent)
            SpentBefore = TimeSpan.FromTicks(spent.Long(Ticks));
    }

    /// <summary>The time that earlier runs took, up to what was kept of them last.</summary>
    public TimeSpan SpentBefore { get; }

    /// <summary>
    /// What it was decided that the network computes in, where the training goes on; null where it does not, or where no decision
    /// was left to the machine. Another machine may decide otherwise, and does not: it would go on to other weights.
    /// </summary>
    public Precision? Decided => goesOn && begun!.Word(DecidedPrecision) is { } word ? Enum.Parse<Precision>(word) : null;

    /// <summary>What was judged so far.</summary>
    public TrainingState Journal { get; private set; } = new();

    /// <summary>Says which pictures there are; from then on something may be kept.</summary>
    /// <param name="train">The features of the training part.</param>
    /// <param name="validation">Those of the validation part.</param>
    /// <param name="decided">What was decided that the network computes in; null where it was asked for.</param>
    /// <exception cref="ResumeException">It was begun with other pictures.</exception>
    public void Identify(PartFeatures train, PartFeatures validation, Precision? decided)
    {
        if (folder is null)
            return;
        if (goesOn)
        {
            Refuse(TrainingIdentity.Differences(begun!, train, validation));
            if (identity.HasOtherThreads(begun!))
                Tell("The training was begun with another number of threads: it goes on with other rounding, not to the same bits.");
            if (Decided is { } precision)
                Tell($"The network computes in {precision.ToString().ToLowerInvariant()} again, as was decided at the beginning.");
            Journal = Read(Judged, out _) ?? new TrainingState();
            return;
        }
        begun = new TrainingState();
        identity.Save(begun);
        TrainingIdentity.Save(begun, train, validation);
        begun.Set(DecidedPrecision, decided?.ToString());
    }

    /// <summary>Where a stage goes on, and where its state is kept; null: it is not.</summary>
    /// <param name="stage">Its name, letters, digits and dashes.</param>
    public ICheckpointing? For(string stage)
    {
        if (folder is null)
            return null;
        string? problem = null;
        var resumed = goesOn ? Read(stage, out problem) : null;
        if (problem is not null)
            Tell(resumed is null
                ? $"What was kept of a stage is not whole, so that it begins again: {problem}"
                : $"What was kept last of a stage is not whole, so that it goes on from what was kept before: {problem}");
        if (resumed is not null)
            Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"Going on after {resumed.Long("epoch")} epochs and {resumed.Part("position").Whole("steps") ?? 0} steps ({stage})."));
        var writer = new CheckpointWriter(folder, stage, settings.Clock, Begin) { Resumed = resumed };
        writers.Add(writer);
        return writer;
    }

    /// <summary>Keeps what was judged.</summary>
    public void SaveJournal()
    {
        if (folder is null)
            return;
        try
        {
            Begin();
            folder.Write(Judged, Journal);
        }
        catch (Exception e) when (e is WeightsException or IOException or UnauthorizedAccessException)
        {
            Tell($"What was judged cannot be kept: {e.Message}");
        }
    }

    /// <summary>Forgets the state of a stage.</summary>
    public void Remove(string stage)
    {
        foreach (var writer in writers)
            writer.Dispose();
        folder?.Remove(stage);
    }

    /// <summary>The training is done: nothing need be kept of it.</summary>
    public void Clear()
    {
        foreach (var writer in writers)
            writer.Dispose();
        folder?.Clear();
    }

    /// <summary>Waits until everything is on the disk.</summary>
    public void Dispose()
    {
        foreach (var writer in writers)
            writer.Dispose();
        if (writers.Select(writer => writer.Problem).FirstOrDefault(problem => problem is not null) is { } told)
            Tell(told);
    }

    // What it was begun with stands there before anything else does, twice, in case one cannot be read. The time goes with whatever is
    // kept, so that a run that is killed has spent it.
    private void Begin()
    {
        var spent = new TrainingState();
        lock (gate)
        {
            for (var copies = 0; copies < 2 && !folder!.HasBoth(Begun); copies++)
                folder.Write(Begun, begun!);
            spent.Set(Ticks, (SpentBefore + settings.Clock.GetElapsedTime(started)).Ticks);
            folder!.Write(Spent, spent);
        }
    }

    private TrainingState? Read(string name, out string? problem) => folder!.Read(name, out problem);

    private void Refuse(IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
            throw new ResumeException(
                $"The training in '{folder!.Path}' cannot go on, since it was begun with something else: "
                + $"{string.Join("; ", differences)}. Go on with what it was begun with, or begin from the start.");
    }

    private void Tell(string sentence) => settings.Announcements?.Report(sentence);
}
