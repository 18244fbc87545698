using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>
/// The mean over all classes of the harmonic mean of precision and recall (Keras's <c>F1Score(average="macro")</c>). The class
/// with the largest output is the answer; where the output has one value, an answer is yes above one half.
/// </summary>
public sealed record F1Score : Metric
{
    /// <inheritdoc/>
    public override string Name => "f1_score";

    internal override IAccumulator Start() => new BinaryCounts(Named, Macro);

    private static torch.Tensor Named(torch.Tensor output) =>
        output.shape[^1] == 1 ? output.IsAbove(0.5) : torch.nn.functional.one_hot(output.argmax(-1), output.shape[^1]);

    private static double Macro(BinaryCounts counts)
    {
        var scores = counts.TruePositives.Select((right, i) =>
            BinaryCounts.Share(2 * right, 2 * right + counts.FalsePositives[i] + counts.FalseNegatives[i]));
        return scores.DefaultIfEmpty().Average();
    }
}
