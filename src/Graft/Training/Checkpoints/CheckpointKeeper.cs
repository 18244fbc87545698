using System.Globalization;

namespace Graft.Training.Checkpoints;

/// <summary>
/// Keeps what a training needs to go on after it was ended: what it was begun with, and the state of each of its stages. Without a
/// folder it keeps nothing.
/// </summary>
internal sealed class CheckpointKeeper : IDisposable
{
    private readonly CheckpointFolder? folder;
    private readonly string begunName;
    private readonly TimeProvider clock;
    private readonly IProgress<string>? announcements;
    private readonly List<CheckpointWriter> writers = [];

    /// <summary>Looks at what there is to go on from. Where it does not go on, what is there is removed.</summary>
    /// <param name="path">The folder; null: nothing is kept.</param>
    /// <param name="resume">Whether it shall go on.</param>
    /// <param name="begunName">The name under which is kept what the training was begun with.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="announcements">Is told in a sentence what a person should know.</param>
    public CheckpointKeeper(string? path, bool resume, string begunName, TimeProvider clock, IProgress<string>? announcements)
    {
        (this.begunName, this.clock, this.announcements) = (begunName, clock, announcements);
        if (path is null)
            return;
        folder = new CheckpointFolder(path);
        var begun = folder.Read(begunName, out var problem);
        if (resume && begun is null)
            Tell(problem is null
                ? $"There is nothing in '{path}' to go on from: the training begins from the start."
                : $"There is nothing whole in '{path}' to go on from, so the training begins from the start: {problem}");
        else if (!resume && begun is not null)
            Tell($"What was kept of an unfinished training in '{path}' is replaced: this one begins from the start.");
        if (resume && begun is not null)
            Begun = begun;
        else
            folder.Clear();
    }

    /// <summary>Whether anything is kept.</summary>
    public bool Keeps => folder is not null;

    /// <summary>What the training that goes on was begun with; null where it begins from the start.</summary>
    public TrainingState? Begun { get; }

    /// <summary>What is kept under a name; null where the training begins from the start, or nothing whole is there.</summary>
    public TrainingState? Find(string name) => Begun is null ? null : folder!.Read(name, out _);

    /// <summary>Writes what the training was begun with where it is not there: twice, in case one cannot be read.</summary>
    public void WriteBegun(TrainingState begun)
    {
        for (var copies = 0; copies < 2 && !folder!.HasBoth(begunName); copies++)
            folder.Write(begunName, begun);
    }

    /// <summary>Writes something under a name.</summary>
    public void Write(string name, TrainingState state) => folder!.Write(name, state);

    /// <summary>Where a stage goes on, and where its state is kept; null: it is not.</summary>
    /// <param name="stage">Its name, letters, digits and dashes.</param>
    /// <param name="begin">Is called before anything of the stage is written.</param>
    public ICheckpointing? For(string stage, Action begin)
    {
        if (folder is null)
            return null;
        string? problem = null;
        var resumed = Begun is null ? null : folder.Read(stage, out problem);
        if (problem is not null)
            Tell(resumed is null
                ? $"What was kept of a stage is not whole, so that it begins again: {problem}"
                : $"What was kept last of a stage is not whole, so that it goes on from what was kept before: {problem}");
        if (resumed is not null)
            Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"Going on after {resumed.Long("epoch")} epochs and {resumed.Part("position").Whole("steps") ?? 0} steps ({stage})."));
        var writer = new CheckpointWriter(folder, stage, clock, begin) { Resumed = resumed };
        writers.Add(writer);
        return writer;
    }

    /// <summary>Forgets the state of a stage.</summary>
    public void Remove(string stage)
    {
        Finish();
        folder?.Remove(stage);
    }

    /// <summary>The training is done: nothing need be kept of it.</summary>
    public void Clear()
    {
        Finish();
        folder?.Clear();
    }

    /// <summary>Waits until everything is on the disk.</summary>
    public void Dispose()
    {
        Finish();
        if (writers.Select(writer => writer.Problem).FirstOrDefault(problem => problem is not null) is { } told)
            Tell(told);
    }

    private void Finish() => writers.ForEach(writer => writer.Dispose());

    private void Tell(string sentence) => announcements?.Report(sentence);
}
