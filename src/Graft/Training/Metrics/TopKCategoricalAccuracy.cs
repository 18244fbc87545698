using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>
/// The share of samples whose right class, given one-hot or as a number, is among the k with the largest outputs. As in
/// TensorFlow, classes that tie at the border are all among them.
/// </summary>
public sealed record TopKCategoricalAccuracy : MeanMetric
{
    /// <summary>Describes the metric.</summary>
    /// <param name="k">How many classes may be named, at least 1.</param>
    /// <param name="name">The name under which it is reported; Keras calls it <c>sparse_top_k_categorical_accuracy</c> for
    /// numbers.</param>
    public TopKCategoricalAccuracy(int k = 5, string name = "top_k_categorical_accuracy")
    {
        (K, Name) = (k, name);
    }

    /// <summary>How many classes may be named, at least 1.</summary>
    public int K { get; init; }

    /// <inheritdoc/>
    public override string Name { get; }

    internal override torch.Tensor PerSample(torch.Tensor target, ModelOutput output)
    {
        using var scope = torch.NewDisposeScope();
        var right = output.Values.gather(-1, ClassNumbers.Of(target, output.Values).unsqueeze(-1));
        var better = (output.Values > right).sum(-1);
        var known = right.isfinite().squeeze(-1);
        return (better.IsBelow(K) & known).to_type(torch.float32).MoveToOuterDisposeScope();
    }

    internal override void Check(Problems problems) => problems.Require(K >= 1, $"K is {K}; it must be at least 1.");
}
