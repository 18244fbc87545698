using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>A figure over all batches so far.</summary>
internal interface IAccumulator
{
    /// <summary>The figure; 0 while nothing was added.</summary>
    double Result { get; }

    /// <summary>All that it knows, as a checkpoint keeps it; set, it goes on from there.</summary>
    double[] State { get; set; }

    /// <summary>Takes a batch into account.</summary>
    /// <param name="target">The right answers: class numbers (int64) with one axis less than the output, or values of its
    /// shape.</param>
    /// <param name="output">What the model gave.</param>
    void Add(torch.Tensor target, ModelOutput output);
}
