using Graft.Adapters;
using Graft.Data;
using Graft.Training;
using Graft.Training.Sessions;

namespace Graft.Planning;

/// <summary>Tries fine-tunings, each from the same start, and judges them and the head alone by the same pictures.</summary>
internal abstract class FineTuneJudge : IDisposable
{
    private const int BatchSize = 32;

    private protected FineTuneJudge(BackboneFineTuning tuning, Model model) =>
        (Tuning, Model, Start) = (tuning, model, new WeightSnapshot(model.Weights));

    /// <summary>The head alone.</summary>
    public PictureScores? HeadAlone { get; protected set; }

    /// <summary>Whether a fine-tuning that was tried is the model; else it is trained again to be delivered.</summary>
    public abstract bool TriesTheModel { get; }

    /// <summary>Where judging pictures come from, in words.</summary>
    public abstract string Pictures { get; }

    private protected BackboneFineTuning Tuning { get; }

    private protected Model Model { get; }

    private protected WeightSnapshot Start { get; }

    /// <summary>Looks at the head alone.</summary>
    public abstract void Begin(CancellationToken cancellationToken);

    /// <summary>How much a fine-tuning costs.</summary>
    /// <param name="recipe">The fine-tuning.</param>
    /// <returns>Pictures that go through the frozen part, and pictures that are trained on, all epochs together.</returns>
    public abstract (double Frozen, double Trained) Work(Recipe recipe);

    /// <summary>Tries a fine-tuning.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it could be judged.</exception>
    public abstract JudgedFineTuning Try(
        Recipe recipe, PlanJournal journal, IProgress<ClassifierProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Gives the model the state of a fine-tuning that was tried.</summary>
    /// <exception cref="OperationCanceledException">Cancelled: the model is as at the start.</exception>
    public abstract FineTunedBackbone Deliver(
        JudgedFineTuning chosen, PlanJournal journal, IProgress<ClassifierProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Gives the model back as it was at the start.</summary>
    public void Restore(Recipe recipe)
    {
        Tuning.Unfreeze(recipe with { FineTune = FineTuneDepth.None });
        Start.Restore();
    }

    public virtual void Dispose() => Start.Dispose();

    private protected static PictureScores Scores(Model model, PicturePart pictures, CancellationToken cancellationToken) =>
        PictureScores.Of(Prediction.OfDataset(model, pictures, BatchSize, cancellationToken), pictures.Labels);

    private protected static double Epochs(Recipe recipe) => (recipe.FineTuning ?? new FineTuneRecipe()).Epochs;
}

/// <summary>A fine-tuning that was tried.</summary>
/// <param name="Recipe">The recipe that repeats it.</param>
/// <param name="Scores">What came of it.</param>
/// <param name="Result">Its epochs; null where it was tried on parts of the pictures.</param>
/// <param name="State">The weights that it ended with; null likewise.</param>
/// <param name="Adapters">The adapters that are merged into them; null where there are none.</param>
internal sealed record JudgedFineTuning(
    Recipe Recipe, PictureScores Scores, FineTuneResult? Result, WeightSnapshot? State, TrainedAdapters? Adapters = null);
