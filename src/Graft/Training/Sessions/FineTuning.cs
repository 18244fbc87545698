using Graft.Layers;
using Graft.Training.Batches;
using Graft.Training.Callbacks;
using Graft.Training.Checkpoints;
using Graft.Training.Optimizers;
using Graft.Training.Schedules;
using Graft.Trunk;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Training.Sessions;

/// <summary>Unfreezes blocks of a compiled model and trains them with the head, from where they are.</summary>
/// <param name="model">The model, compiled: its loss and metrics count, its optimizer does not.</param>
/// <param name="blocks">The layers to unfreeze, block by block from the input up.</param>
/// <param name="options">How.</param>
internal sealed class FineTuning(
    Model model, IReadOnlyList<IReadOnlyCollection<Layer>> blocks, FineTuneOptions options)
{
    /// <summary>A value of the validation data that must not be worse than at the start; null: none.</summary>
    public string? Floor { get; init; }

    /// <summary>The epoch after which it ends though the rates were made for more; null: none.</summary>
    public int? EndAfter { get; init; }

    /// <summary>Keeps the frozen part's features of pictures; null: the machine's own store.</summary>
    public FeatureStore? Store { get; init; }

    /// <summary>Whether batch normalization is trained, too, and moves its statistics: from random weights it must.</summary>
    public bool TrainsNormalization { get; init; }

    /// <summary>Where it goes on, and where what it needs for that is kept; null: nothing is.</summary>
    public ICheckpointing? Checkpoints { get; init; }

    /// <summary>Whether a cancelled fine-tuning gives what it has, once it has measured the start.</summary>
    public bool KeepsOnCancellation { get; init; }

    /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the model has the best state so far.</exception>
    public FineTuneResult Run(ILabeledData data, int samples, ILabeledData? validation, CancellationToken cancellationToken)
    {
        Check();
        Unfreeze(blocks.SelectMany(block => block), TrainsNormalization);
        var steps = BatchOrder.Count(samples, options.BatchSize);
        using var optimizer = new OptimizerState(Optimizer((long)steps * options.Epochs));
        var best = new BestState(options.Monitor, Floor, options.Patience);
        var fit = new FitOptions
        {
            BatchSize = options.BatchSize,
            Epochs = options.Epochs,
            Seed = options.Seed,
            Precision = options.Precision,
            StepPrecision = StepsIn(options.Precision),
            Callbacks = [.. options.Callbacks, best, .. EndAfter is { } last ? [new EndOfEpochs(last)] : Array.Empty<Callback>()],
            Log = options.Log,
            Progress = options.Progress,
            Clock = options.Clock,
            Store = Store,
            Checkpoints = Checkpoints,
        };
        try
        {
            Fitting.Run(model, data, validation, optimizer, fit, cancellationToken);
        }
        catch (OperationCanceledException) when (KeepsOnCancellation && best.Start is not null)
        {
            var result = best.Result();
            result.History.StopReason ??= "stopped";
            return result;
        }
        return best.Result();
    }

    private void Check()
    {
        var problems = new Problems();
        options.Check(problems);
        problems.Require(
            blocks.Sum(block => block.Count) > 0 || model.Adapters.Count > 0,
            $"no layer is named that shall be unfrozen, and the model has no adapters.");
        var strange = blocks.SelectMany(block => block).Except(model.Nodes.Select(node => node.Layer)).ToList();
        if (strange.Count > 0)
            problems.Add($"layers to unfreeze are not in the model: {string.Join(", ", strange.Take(5).Select(layer => layer.Name))}.");
        problems.ThrowIfAny("FineTune");
    }

    /// <summary>What steps multiply in where the frozen part is computed in a precision.</summary>
    public static Precision StepsIn(Precision precision) => precision == Precision.Int8 ? Precision.Fp32 : precision;

    // A short training is over before statistics with Keras's momentum of 0.99 have followed the weights: the network then judges
    // pictures by numbers that it had long before.
    private const double QuickMomentum = 0.9;

    // Statistics of a few pictures would ruin those of a million, so batch normalization stays as it is.
    public static void Unfreeze(IEnumerable<Layer> layers, bool withNormalization = false)
    {
        foreach (var layer in layers)
        {
            layer.Trainable = withNormalization || layer is not BatchNormalization;
            if (withNormalization && layer is BatchNormalization normalization)
                normalization.TrainingMomentum = Math.Min(normalization.Momentum, QuickMomentum);
            if (layer is Model nested)
                Unfreeze(nested.Layers, withNormalization);
        }
    }

    private AdamW Optimizer(long steps)
    {
        var warmUp = (long)Math.Round(options.WarmUp * steps);
        var decay = Math.Max(1, steps - warmUp);
        return new AdamW(warmUp == 0
            ? new CosineDecay(options.LearningRate, decay)
            : new CosineDecay(0, decay, warmupTarget: options.LearningRate, warmupSteps: warmUp))
        {
            WeightDecay = options.WeightDecay,
            StartingPointDecay = options.StartingPointDecay,
            GlobalClipNorm = options.ClipNorm,
            ParameterGroups = Groups(),
        };
    }

    private ParameterGroup[] Groups()
    {
        var unfrozen = blocks.SelectMany(block => block).ToHashSet();
        var adapters = model.AdapterWeights.ToHashSet();
        var factors = WeightNames.WithAdapters(model).ToDictionary(named => named.Name, named =>
            adapters.Contains(named.Weight) ? options.AdapterRate
            : unfrozen.Contains(named.Weight.Layer) ? (double?)null : options.HeadRate);
        return
        [
            .. from decayed in LayerDecay.Groups(model, blocks, options.LayerDecay, options.WeightDecay)
               from same in decayed.Weights.GroupBy(name => factors[name])
               select new ParameterGroup([.. same])
               {
                   RateFactor = same.Key ?? decayed.RateFactor,
                   WeightDecay = decayed.WeightDecay,
               },
        ];
    }

    private sealed class EndOfEpochs(int last) : Callback, IKeepsState
    {
        public void Save(TrainingState state)
        {
        }

        // It may have gone further when it was ended.
        public void Resume(ITrainingRun run, TrainingState state) => EndAfter(run, run.History.Epochs.Count);

        public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values) =>
            EndAfter(run, epoch + 1);

        private void EndAfter(ITrainingRun run, int epochs)
        {
            if (epochs >= last)
                run.Stop(FormattableString.Invariant($"ended after epoch {last}, as asked for"));
        }
    }
}
