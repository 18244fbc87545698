using System.Globalization;
using Graft.Export;
using Graft.Training.Checkpoints;

namespace Graft.Pretraining;

/// <summary>Keeps what a pre-training needs to go on to the bit: what it was begun with, and the state of each phase.</summary>
internal sealed class PretrainingRecord : IDisposable
{
    /// <summary>The name of what a training was begun with.</summary>
    public const string Begun = "begun";

    /// <summary>The name of the recipe in it.</summary>
    public const string RecipeName = "recipe";

    private readonly CheckpointFolder? folder;
    private readonly PretrainingSettings settings;
    private readonly TrainingState identity = new();
    private readonly List<CheckpointWriter> writers = [];
    private readonly bool goesOn;
    private bool isWritten;

    /// <param name="settings">Say where it is kept, and whether the training goes on.</param>
    /// <param name="identity">What it is begun with, by name; only with the same does it go on to the same weights.</param>
    /// <exception cref="PretrainingException">It shall go on and was begun with something else.</exception>
    public PretrainingRecord(PretrainingSettings settings, IReadOnlyDictionary<string, string> identity)
    {
        this.settings = settings;
        folder = settings.Checkpoints is { } path ? new CheckpointFolder(path) : null;
        this.identity.Set("version", Product.Version);
        foreach (var (name, value) in identity)
            this.identity.Set(name, value);
        if (folder is null)
            return;
        var begun = folder.Read(Begun, out var problem);
        if (settings.Resume && begun is not null)
            Refuse(begun);
        else if (settings.Resume)
            Tell(problem is null
                ? $"There is nothing in '{folder.Path}' to go on from: the training begins from the start."
                : $"There is nothing whole in '{folder.Path}' to go on from, so the training begins from the start: {problem}");
        else if (begun is not null)
            Tell($"What was kept of an unfinished training in '{folder.Path}' is replaced: this one begins from the start.");
        goesOn = settings.Resume && begun is not null;
        if (!goesOn)
            folder.Clear();
    }

    /// <summary>The last of some phases of which a state was kept; 0 where there is none.</summary>
    public int LastKept(int phases) =>
        goesOn ? Enumerable.Range(0, phases).LastOrDefault(phase => folder!.Read(NameOf(phase), out _) is not null) : 0;

    /// <summary>Where a phase goes on, and where its state is kept; null: it is not.</summary>
    public ICheckpointing? For(int phase)
    {
        if (folder is null)
            return null;
        string? problem = null;
        var resumed = goesOn ? folder.Read(NameOf(phase), out problem) : null;
        if (problem is not null)
            Tell($"What was kept last is not whole, so that it goes on from what was kept before: {problem}");
        if (resumed is not null)
            Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"Going on after {resumed.Long("epoch")} epochs and {resumed.Part("position").Whole("steps") ?? 0} steps."));
        var writer = new CheckpointWriter(folder, NameOf(phase), settings.Clock, Begin) { Resumed = resumed };
        writers.Add(writer);
        return writer;
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

    private static string NameOf(int phase) => FormattableString.Invariant($"phase-{phase + 1}");

    // It stands there before anything else does, twice, in case one cannot be read.
    private void Begin()
    {
        if (isWritten)
            return;
        for (var copies = 0; copies < 2 && !folder!.HasBoth(Begun); copies++)
            folder.Write(Begun, identity);
        isWritten = true;
    }

    private void Refuse(TrainingState begun)
    {
        string[] different = [.. identity.Words.Keys.Where(name => begun.Words.GetValueOrDefault(name) != identity.Words[name])];
        if (different.Length > 0)
            throw new PretrainingException(
                $"The training in '{folder!.Path}' cannot go on, since it was begun with another {string.Join(", ", different)}. "
                + "Go on with what it was begun with, or begin from the start.");
    }

    private void Tell(string sentence) => settings.Announcements?.Report(sentence);
}
