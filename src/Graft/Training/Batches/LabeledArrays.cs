using Graft.Training.Sessions;

namespace Graft.Training.Batches;

/// <summary>Samples in arrays, with their right answers.</summary>
/// <param name="Inputs">An array for each input of the model.</param>
/// <param name="Targets">An array for each output.</param>
/// <param name="SampleWeights">What each sample counts in the loss; null: all the same.</param>
internal sealed record LabeledArrays(
    IReadOnlyList<NDArray> Inputs, IReadOnlyList<NDArray> Targets, NDArray? SampleWeights = null) : ILabeledData
{
    /// <inheritdoc/>
    public SampleBatches For(
        Model model, IReadOnlyList<CompiledOutput> outputs, IReadOnlyDictionary<int, double>? classWeights, string subject)
    {
        var problems = new Problems();
        var samples = new ArraySamples(Inputs);
        SampleChecks.Check(model, samples, problems);
        problems.Require(
            Targets.Count == outputs.Count, $"the model has {outputs.Count} outputs; targets for {Targets.Count} were given.");
        foreach (var target in Targets)
            problems.Require(target.Count == samples.Count, $"there are {samples.Count} samples, but {target.Count} targets.");
        ITargets[] targets = [.. Targets.Zip(outputs, (target, output) => new TargetArray(target, output, problems))];
        if (SampleWeights is not null)
            Batches.SampleWeights.Check(SampleWeights, samples.Count, problems);
        if (classWeights is not null)
        {
            problems.Require(SampleWeights is null, $"class weights and sample weights cannot both be given.");
            problems.Require(outputs.Count == 1, $"class weights need a model with one output; this one has {outputs.Count}.");
        }
        problems.ThrowIfAny(subject);
        var weights = classWeights is null ? SampleWeights?.Values : Batches.SampleWeights.OfClasses(Targets[0], classWeights);
        return new SampleBatches(samples, targets, weights);
    }
}
