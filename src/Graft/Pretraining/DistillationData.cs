using Graft.Training.Batches;
using Graft.Training.Sessions;
using TorchSharp;

namespace Graft.Pretraining;

/// <summary>Pictures with what a teacher said of them, view by view, and their classes where they have some.</summary>
/// <param name="pictures">The pictures, with the augmenter that made the teacher's views.</param>
/// <param name="outputs">What the teacher gave.</param>
/// <param name="temperature">What its logits are divided by.</param>
/// <param name="wanted">What the outputs of the network are compared with, in their order.</param>
internal sealed class DistillationData(
    PretrainingPictures pictures, TeacherOutputs outputs, double temperature, IReadOnlyList<DistillationTarget> wanted) : ILabeledData
{
    /// <inheritdoc/>
    public SampleBatches For(
        Model model, IReadOnlyList<CompiledOutput> compiled, IReadOnlyDictionary<int, double>? classWeights, string subject) =>
        new(
            new DatasetSamples(new ChosenViews(pictures, outputs.Views)),
            [.. wanted.Select((target, i) => target == DistillationTarget.Labels
                ? (ITargets)new LabelTargets(pictures.Labels, compiled[i].Shape.Channels)
                : new TeacherTargets(this, target, compiled[i].Shape.Channels, null))]);

    private sealed class TeacherTargets(DistillationData data, DistillationTarget target, int length, long? view) : ITargets
    {
        public ITargets InView(long wantedView) => new TeacherTargets(data, target, length, wantedView);

        public torch.Tensor Take(int[] rows) => SampleTensors.Filled([rows.Length, length], values =>
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var chosen = view is { } one ? ViewChoice.Of(rows[i], one, data.Outputs.Views) : 0;
                var row = values.Slice(i * length, length);
                if (target == DistillationTarget.Logits)
                    data.Outputs.Probabilities(rows[i], chosen, data.Temperature, row);
                else
                    data.Outputs.Features(rows[i], chosen, row);
            }
        });
    }

    private TeacherOutputs Outputs => outputs;

    private double Temperature => temperature;

    // A picture without a class has a row of zeros, whose cross-entropy is zero.
    private sealed class LabelTargets(IReadOnlyList<int> labels, int classes) : ITargets
    {
        public torch.Tensor Take(int[] rows) => SampleTensors.Filled([rows.Length, classes], values =>
        {
            values.Clear();
            for (var i = 0; i < rows.Length; i++)
                if (labels[rows[i]] >= 0)
                    values[i * classes + labels[rows[i]]] = 1;
        });
    }
}

/// <summary>What an output of a network that learns from a teacher is compared with.</summary>
internal enum DistillationTarget
{
    /// <summary>The teacher's logits, as probabilities.</summary>
    Logits,

    /// <summary>The pooled outputs of the teacher's blocks.</summary>
    Features,

    /// <summary>The classes of the pictures.</summary>
    Labels,
}
