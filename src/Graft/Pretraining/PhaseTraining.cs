using System.Globalization;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Mixing;
using Graft.Training.Optimizers;
using Graft.Training.Sessions;
using Graft.Trunk;
using Graft.Weights;
using TorchSharp;

namespace Graft.Pretraining;

/// <summary>A network and its samples at the input size of a phase.</summary>
/// <param name="Model">The network, compiled; its weights are replaced by those of the phase before.</param>
/// <param name="Training">What it learns from.</param>
/// <param name="Validation">What it is measured on after each epoch; null: nothing.</param>
internal sealed record PhaseNetwork(Model Model, ILabeledData Training, ILabeledData? Validation);

/// <summary>What came of all phases.</summary>
/// <param name="Model">The network of the last phase, trained.</param>
/// <param name="Epochs">The epochs of all phases of this run and those before it, numbered on.</param>
/// <param name="PicturesRun">Pictures that this run's steps learned from.</param>
/// <param name="Elapsed">How long this run's epochs took.</param>
/// <param name="Waited">How long steps waited for their pictures.</param>
internal sealed record PhaseResult(
    Model Model, IReadOnlyList<EpochResult> Epochs, long PicturesRun, TimeSpan Elapsed, TimeSpan Waited)
{
    /// <summary>Pictures a second, all in; 0 where no step was made.</summary>
    public double PicturesPerSecond => Elapsed > TimeSpan.Zero ? PicturesRun / Elapsed.TotalSeconds : 0;

    /// <summary>The share of the time in which a step waited for its pictures.</summary>
    public double WaitedShare => Elapsed > TimeSpan.Zero ? Waited / Elapsed : 0;
}

/// <summary>Trains one network through the phases of a recipe: weights, optimizer and schedule go on from one to the next.</summary>
/// <param name="recipe">The phases and the rates.</param>
/// <param name="samples">Samples of an epoch.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <param name="record">Keeps the state.</param>
internal sealed class PhaseTraining(
    PretrainingRecipe recipe, int samples, PretrainingSettings settings, PretrainingRecord record)
{
    private readonly int stepsAnEpoch = BatchOrder.Count(samples, recipe.BatchSize);

    /// <summary>Mixes the pictures of a batch; null: nothing does.</summary>
    public BatchMixing? Mixing { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="at">Makes the network and its samples for an input size.</param>
    /// <param name="cancellationToken">Ends it between two steps; the state is kept.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PhaseResult Run(Func<int, PhaseNetwork> at, CancellationToken cancellationToken)
    {
        PhaseNetwork? network = null;
        OptimizerState? optimizer = null;
        var epochs = new List<EpochResult>();
        var (waited, elapsed, ran) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        try
        {
            // What came before the last phase that was begun is in its state.
            for (var phase = record.LastKept(recipe.Phases.Count); phase < recipe.Phases.Count; phase++)
            {
                var next = at(recipe.Phases[phase].InputSize);
                var state = new OptimizerState(
                    PretrainingSchedule.Of(recipe, next.Model, (long)stepsAnEpoch * recipe.Epochs));
                if (network is not null)
                    HandOver(network.Model, optimizer!, next.Model, state);
                optimizer?.Dispose();
                (network, optimizer) = (next, state);
                var began = settings.Clock.GetTimestamp();
                var before = optimizer.Steps;
                var history = Fitting.Run(
                    network.Model, network.Training, network.Validation, optimizer, Options(phase), cancellationToken);
                elapsed += settings.Clock.GetElapsedTime(began);
                waited += history.WaitedForSamples;
                ran += history.StepsMade * recipe.BatchSize;
                epochs.AddRange(history.Epochs.Select(epoch => epoch with { Epoch = EpochsBefore(phase) + epoch.Epoch }));
            }
        }
        finally
        {
            optimizer?.Dispose();
        }
        return new PhaseResult(network!.Model, epochs, ran, elapsed, waited);
    }

    private int EpochsBefore(int phase) => recipe.Phases.Take(phase).Sum(before => before.Epochs);

    private FitOptions Options(int phase) => new()
    {
        BatchSize = recipe.BatchSize,
        Epochs = recipe.Phases[phase].Epochs,
        Seed = recipe.Seed,
        StepPrecision = Precision.Auto,
        Mixing = Mixing,
        Progress = settings.Progress is { } progress ? new Steps(progress, EpochsBefore(phase), recipe.Epochs) : null,
        Clock = settings.Clock,
        Checkpoints = record.For(phase),
    };

    private static void HandOver(Model from, OptimizerState optimizer, Model to, OptimizerState state)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        foreach (var (given, taken) in WeightNames.Of(from).Zip(WeightNames.Of(to)))
            taken.Weight.Tensor.copy_(given.Weight.Tensor);
        state.Restore(
            [.. WeightNames.Of(to).Where(named => !named.Weight.IsStatistic)
                .Select(named => new NamedWeight(named.Name, named.Weight.Tensor))],
            optimizer.Save());
    }

    private sealed class Steps(IProgress<PretrainingProgress> progress, int epochsBefore, int epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Stage != TrainingStage.Training)
                return;
            var done = (long)(epochsBefore + value.Epoch) * value.Steps + value.Step;
            var note = string.Create(
                CultureInfo.InvariantCulture, $"epoch {epochsBefore + value.Epoch + 1} of {epochs}, loss {value.Loss:0.0000}");
            progress.Report(new PretrainingProgress(PretrainingStage.Training, done, (long)epochs * value.Steps, note));
        }
    }
}
