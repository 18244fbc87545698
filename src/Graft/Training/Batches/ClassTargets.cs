using Graft.Training.Losses;
using Graft.Training.Sessions;
using TorchSharp;

namespace Graft.Training.Batches;

/// <summary>
/// Classes by their numbers, in the form that a loss wants: numbers, one-hot rows, or, where the output has one value for two
/// classes, that number itself.
/// </summary>
internal sealed class ClassTargets : ITargets
{
    private readonly IReadOnlyList<int> labels;
    private readonly CompiledOutput output;

    /// <summary>Takes over numbers; what does not fit is noted, and the object is of no use then.</summary>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="output">What is asked of the output.</param>
    /// <param name="problems">What does not fit.</param>
    public ClassTargets(IReadOnlyList<int> labels, int classCount, CompiledOutput output, Problems problems)
    {
        (this.labels, this.output) = (labels, output);
        var values = output.Shape.Size;
        problems.Require(
            output.Shape.Rank == 1 && (values == classCount || (values == 1 && classCount == 2)),
            $"the data have {classCount} classes, the output '{output.Name}' has {output.Shape}; each class needs one value.");
    }

    /// <inheritdoc/>
    public torch.Tensor Take(int[] rows)
    {
        var numbers = torch.tensor(Array.ConvertAll(rows, row => (long)labels[row]));
        if (output.Loss.Targets == TargetKind.ClassNumbers)
            return numbers;
        return output.Shape.Size == 1
            ? numbers.to_type(torch.float32).unsqueeze(-1)
            : torch.nn.functional.one_hot(numbers, output.Shape.Size).to_type(torch.float32);
    }
}
