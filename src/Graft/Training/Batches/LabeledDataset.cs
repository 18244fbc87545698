using Graft.Data;
using Graft.Layers;
using Graft.Training.Sessions;

namespace Graft.Training.Batches;

/// <summary>A dataset with its classes, for models with one input and one output.</summary>
internal sealed class LabeledDataset(ILabeledSamples dataset) : ILabeledData
{
    /// <inheritdoc/>
    public SampleBatches For(
        Model model, IReadOnlyList<CompiledOutput> outputs, IReadOnlyDictionary<int, double>? classWeights, string subject)
    {
        var problems = new Problems();
        var samples = new DatasetSamples(dataset);
        Check(model, dataset, samples, problems);
        problems.Require(outputs.Count == 1, $"the model has {outputs.Count} outputs; a dataset has classes for one alone.");
        var targets = new ClassTargets(dataset.Labels, dataset.ClassCount, outputs[0], problems);
        problems.ThrowIfAny(subject);
        float[]? weights = classWeights is null
            ? null
            : [.. dataset.Labels.Select(label => (float)classWeights.GetValueOrDefault(label, 1))];
        return new SampleBatches(samples, [targets], weights);
    }

    /// <summary>Notes what does not fit the model's input: its shape, or how its pictures were prepared.</summary>
    public static void Check(Model model, ILabeledSamples dataset, ISamples samples, Problems problems)
    {
        SampleChecks.Check(model, samples, problems);
        var wanted = (model.Input.Node.Layer as Input)?.Preprocessing;
        problems.Require(
            wanted is null || dataset.Preprocessing is null || wanted.Equals(dataset.Preprocessing),
            $"the pictures are not prepared as the network's weights want them: open them with the preprocessing of its input.");
    }
}
