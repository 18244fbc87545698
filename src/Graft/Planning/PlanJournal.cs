using System.Text;
using Graft.Training.Checkpoints;

namespace Graft.Planning;

/// <summary>What a planning has judged, kept so that after an end nothing is tried twice.</summary>
/// <param name="record">Keeps it.</param>
internal sealed class PlanJournal(TrainingRecord record)
{
    /// <summary>Where a fine-tuning goes on, and where its state is kept; null: it is not.</summary>
    public ICheckpointing? For(string depth, int? fold = null) => record.For(Stage(depth, fold));

    /// <summary>Forgets the state of a fine-tuning.</summary>
    public void Remove(string depth, int? fold = null) => record.Remove(Stage(depth, fold));

    /// <summary>A fine-tuning that was judged in an earlier run; null: it was not.</summary>
    public JudgedBefore? Find(string depth)
    {
        var state = record.Journal.Part(depth);
        return state.Word("recipe") is not { } recipe ? null : new JudgedBefore(
            Recipe.Parse(Encoding.UTF8.GetBytes(recipe)), Scores(state)!, state.Word("taken") is not null,
            state.Real("predicted") ?? 0, state.Real("seconds") ?? 0, state.Word("why") ?? "");
    }

    /// <summary>Keeps what came of a fine-tuning.</summary>
    public void Add(string depth, JudgedBefore judged)
    {
        var state = record.Journal.Part(depth);
        state.Set("recipe", Encoding.UTF8.GetString(judged.Recipe.ToJson()));
        Save(state, judged.Scores);
        state.Set("taken", judged.WasTaken ? "yes" : null);
        state.Set("predicted", judged.Predicted);
        state.Set("seconds", judged.Seconds);
        state.Set("why", judged.Why);
        record.SaveJournal();
    }

    /// <summary>What a fold of a fine-tuning came to in an earlier run; null: it was not judged.</summary>
    public PictureScores? FindFold(string depth, int fold) => Scores(Fold(depth, fold));

    /// <summary>Keeps what a fold of a fine-tuning came to.</summary>
    public void AddFold(string depth, int fold, PictureScores scores)
    {
        Save(Fold(depth, fold), scores);
        record.SaveJournal();
        Remove(depth, fold);
    }

    private TrainingState Fold(string depth, int fold) => record.Journal.Part(depth).Part("fold").Part(fold);

    private static string Stage(string depth, int? fold) =>
        fold is { } number ? FormattableString.Invariant($"fine-tuning-{depth}-fold-{number + 1}") : $"fine-tuning-{depth}";

    private static void Save(TrainingState state, PictureScores scores)
    {
        state.Set("right", [.. scores.Right.Select(right => right ? 1.0 : 0.0)]);
        state.Set("losses", scores.Losses.AsSpan());
    }

    private static PictureScores? Scores(TrainingState state) => state.HasTensor("losses")
        ? new PictureScores([.. state.Row("right").Select(right => right > 0)], state.Row("losses"))
        : null;
}

/// <summary>A fine-tuning that was judged.</summary>
/// <param name="Recipe">The recipe that repeats it.</param>
/// <param name="Scores">What came of it.</param>
/// <param name="WasTaken">Whether it was better than all before it.</param>
/// <param name="Predicted">The seconds that it was expected to take.</param>
/// <param name="Seconds">The seconds that it took.</param>
/// <param name="Why">Why it was taken, or why not.</param>
internal sealed record JudgedBefore(
    Recipe Recipe, PictureScores Scores, bool WasTaken, double Predicted, double Seconds, string Why);
