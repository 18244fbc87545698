using Graft.Training.Sessions;
using TorchSharp;

namespace Graft.Training.Batches;

/// <summary>Samples that lie in arrays.</summary>
internal sealed class ArrayBatches : IBatchSource
{
    private readonly IReadOnlyList<NDArray> inputs;
    private readonly IReadOnlyList<TargetArray> targets;
    private readonly float[]? weights;
    private readonly int first;

    private ArrayBatches(
        IReadOnlyList<NDArray> inputs, IReadOnlyList<TargetArray> targets, float[]? weights, int first, int count) =>
        (this.inputs, this.targets, this.weights, this.first, Count) = (inputs, targets, weights, first, count);

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Checks arrays against a model and takes them over.</summary>
    /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
    public static ArrayBatches Of(
        Model model, CompiledModel compiled, LabelledArrays data, IReadOnlyDictionary<int, double>? classWeights, string subject)
    {
        var problems = new Problems();
        InputArrays.Check(model, data.Inputs, problems);
        var samples = data.Inputs.Count > 0 ? data.Inputs[0].Count : 0;
        problems.Require(
            data.Targets.Count == compiled.Outputs.Count,
            $"the model has {compiled.Outputs.Count} outputs; targets for {data.Targets.Count} were given.");
        foreach (var target in data.Targets)
            problems.Require(target.Count == samples, $"there are {samples} samples, but {target.Count} targets.");
        TargetArray[] targets =
            [.. data.Targets.Zip(compiled.Outputs, (target, output) => new TargetArray(target, output, problems))];
        if (data.SampleWeights is { } given)
            SampleWeights.Check(given, samples, problems);
        if (classWeights is not null)
        {
            problems.Require(data.SampleWeights is null, $"class weights and sample weights cannot both be given.");
            problems.Require(
                compiled.Outputs.Count == 1,
                $"class weights need a model with one output; this one has {compiled.Outputs.Count}.");
        }
        problems.ThrowIfAny(subject);
        var weights = classWeights is null ? data.SampleWeights?.Values : SampleWeights.OfClasses(data.Targets[0], classWeights);
        return new ArrayBatches(data.Inputs, targets, weights, 0, samples);
    }

    /// <summary>The same samples after a part of the network was run over them.</summary>
    /// <param name="run">Gives the rest of the network's inputs for those of the whole one.</param>
    public ArrayBatches Through(Func<IReadOnlyList<NDArray>, IReadOnlyList<NDArray>> run) =>
        new(run(inputs), targets, weights, first, Count);

    /// <summary>Splits the last samples off.</summary>
    /// <param name="share">Their share of all samples; what is left is rounded down, as in Keras.</param>
    /// <exception cref="TrainingException">One of both parts would be empty.</exception>
    public (ArrayBatches Training, ArrayBatches Validation) Split(double share)
    {
        var kept = (int)Math.Floor(Count * (1 - share));
        if (kept == 0 || kept == Count)
            throw new TrainingException(FormattableString.Invariant(
                $"A validation split of {share} leaves {kept} of {Count} samples for training; each part needs at least one."));
        return (Part(0, kept), Part(kept, Count - kept));
    }

    /// <inheritdoc/>
    public Batch Take(int[] rows)
    {
        var absolute = Array.ConvertAll(rows, row => first + row);
        var batchInputs = inputs.Select(input => ArrayRows.Take(input, absolute)).ToArray();
        var batchTargets = targets.Select(target => target.Take(absolute)).ToArray();
        return new Batch(rows.Length, batchInputs, batchTargets, weights is null ? null : WeightsOf(absolute));
    }

    private torch.Tensor WeightsOf(int[] rows) => torch.tensor(Array.ConvertAll(rows, row => weights![row]));

    private ArrayBatches Part(int offset, int count) => new(inputs, targets, weights, first + offset, count);
}
