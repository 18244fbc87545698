using Graft.Engine;
using Graft.Training.Batches;
using Graft.Training.Losses;
using Graft.Training.Sessions;

namespace Graft.Training.Mixing;

/// <summary>
/// Makes one sample of two, with a target between theirs. The partner of a sample is the one as far from the end of the batch as
/// it is from the beginning, as in timm.
/// </summary>
public abstract record BatchMixing
{
    private protected BatchMixing()
    {
    }

    /// <summary>Mixes a batch; the new tensors belong to the caller's dispose scope.</summary>
    internal abstract Batch Mix(Batch batch, RandomStream random);

    /// <summary>Whether this mixing is one of pictures alone.</summary>
    internal abstract bool NeedsPictures { get; }

    /// <exception cref="TrainingException">The model or its losses do not fit; everything that does not is named.</exception>
    internal void Require(Model model, IReadOnlyList<CompiledOutput> outputs)
    {
        var problems = new Problems();
        foreach (var output in outputs.Where(output => output.Loss.Targets == TargetKind.ClassNumbers))
            problems.Add($"{output.Loss.Name} compares class numbers, of which there is none between two; compile with "
                + "categorical_crossentropy, and give one-hot targets where they are arrays.");
        foreach (var input in model.Inputs)
            problems.Require(
                !NeedsPictures || input.Shape.Rank == 3,
                $"it pastes parts of pictures; the input '{input.Node.Layer.Name}' takes {input.Shape}.");
        problems.Require(
            !NeedsPictures || model.Inputs.Count == 1,
            $"it pastes parts of pictures, and the model has {model.Inputs.Count} inputs.");
        problems.ThrowIfAny(GetType().Name);
    }

    private protected static double RequireAlpha(double alpha) => double.IsFinite(alpha) && alpha > 0
        ? alpha
        : throw new TrainingException(FormattableString.Invariant($"Alpha is {alpha}; it must be above 0."));
}
