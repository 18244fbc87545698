using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>
/// The share of samples whose largest output is that of the right class, which is given one-hot or as a number.
/// </summary>
public sealed record CategoricalAccuracy : MeanMetric
{
    /// <summary>Describes the metric.</summary>
    /// <param name="name">The name under which it is reported; Keras calls it <c>sparse_categorical_accuracy</c> for
    /// numbers.</param>
    public CategoricalAccuracy(string name = "categorical_accuracy") => Name = name;

    /// <inheritdoc/>
    public override string Name { get; }

    internal override torch.Tensor PerSample(torch.Tensor target, ModelOutput output)
    {
        using var scope = torch.NewDisposeScope();
        var right = ClassNumbers.Of(target, output.Values).eq(output.Values.argmax(-1));
        return right.to_type(torch.float32).MoveToOuterDisposeScope();
    }
}
