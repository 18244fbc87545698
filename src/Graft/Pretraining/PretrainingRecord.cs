using Graft.Export;
using Graft.Training.Checkpoints;

namespace Graft.Pretraining;

/// <summary>Keeps what a pre-training needs to go on to the bit: what it was begun with, and the state of each phase.</summary>
internal sealed class PretrainingRecord : IDisposable
{
    private const string Begun = "begun";
    private const string RecipeName = "recipe";

    private readonly CheckpointKeeper keeper;
    private readonly TrainingState identity = new();
    private bool isWritten;

    /// <param name="settings">Say where it is kept, and whether the training goes on.</param>
    /// <param name="recipe">The recipe that it follows.</param>
    /// <param name="identity">What else it is begun with, by name; only with the same does it go on to the same weights.</param>
    /// <exception cref="PretrainingException">It shall go on and was begun with something else.</exception>
    public PretrainingRecord(PretrainingSettings settings, PretrainingRecipe recipe, IReadOnlyDictionary<string, string> identity)
    {
        this.identity.Set("version", Product.Version);
        this.identity.Set(RecipeName, recipe.ToJson());
        foreach (var (name, value) in identity)
            this.identity.Set(name, value);
        keeper = new(settings.Checkpoints, settings.Resume, Begun, settings.Clock, settings.Announcements);
        if (keeper.Begun is { } begun)
            Refuse(begun, settings.Checkpoints!);
    }

    /// <summary>The recipe of the training in a folder; null where there is none that can be read.</summary>
    public static string? RecipeIn(string folder) => new CheckpointFolder(folder).Read(Begun, out _)?.Word(RecipeName);

    /// <summary>The last of some phases of which a state was kept; 0 where there is none.</summary>
    public int LastKept(int phases) => Enumerable.Range(0, phases).LastOrDefault(phase => keeper.Find(NameOf(phase)) is not null);

    /// <summary>Where a phase goes on, and where its state is kept; null: it is not.</summary>
    public ICheckpointing? For(int phase) => keeper.For(NameOf(phase), Begin);

    /// <summary>The training is done: nothing need be kept of it.</summary>
    public void Clear() => keeper.Clear();

    /// <summary>Waits until everything is on the disk.</summary>
    public void Dispose() => keeper.Dispose();

    private static string NameOf(int phase) => FormattableString.Invariant($"phase-{phase + 1}");

    private void Begin()
    {
        if (!isWritten)
            keeper.WriteBegun(identity);
        isWritten = true;
    }

    private void Refuse(TrainingState begun, string folder)
    {
        string[] different = [.. identity.Words.Keys.Where(name => begun.Words.GetValueOrDefault(name) != identity.Words[name])];
        if (different.Length > 0)
            throw new PretrainingException(
                $"The training in '{folder}' cannot go on, since it was begun with another {string.Join(", ", different)}. "
                + "Go on with what it was begun with, or begin from the start.");
    }
}
