using TorchSharp;

namespace Graft.Training.Batches;

/// <summary>The right answers for one output, in the form that its loss wants.</summary>
internal interface ITargets
{
    /// <summary>Class numbers <c>[rows, ...]</c> (int64) or values of the output's shape <c>[rows, ..., values]</c>.</summary>
    torch.Tensor Take(int[] rows);

    /// <summary>The right answers for the samples as they look in a view; the same ones where that changes nothing.</summary>
    ITargets InView(long view) => this;
}
