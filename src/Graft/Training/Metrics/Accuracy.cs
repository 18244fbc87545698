using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>
/// The share of right answers, by the rule that Keras chooses for <c>"accuracy"</c> from the shapes: <see cref="BinaryAccuracy"/>
/// where the output's last axis has one value, else <see cref="CategoricalAccuracy"/>.
/// </summary>
public sealed record Accuracy : MeanMetric
{
    private static readonly BinaryAccuracy Binary = new();
    private static readonly CategoricalAccuracy Categorical = new();

    /// <summary>Describes the metric.</summary>
    /// <param name="name">The name under which it is reported.</param>
    public Accuracy(string name = "accuracy") => Name = name;

    /// <inheritdoc/>
    public override string Name { get; }

    internal override torch.Tensor PerSample(torch.Tensor target, ModelOutput output)
    {
        MeanMetric fitting = output.Values.shape[^1] == 1 ? Binary : Categorical;
        return fitting.PerSample(target, output);
    }
}
