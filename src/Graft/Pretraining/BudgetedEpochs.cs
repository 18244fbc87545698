using System.Globalization;
using System.Text.Json;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Callbacks;
using Graft.Training.Optimizers;
using Graft.Training.Sessions;
using Graft.Trunk;

namespace Graft.Pretraining;

/// <summary>How many epochs fit into a time, by the rate of some steps of a network that is thrown away.</summary>
internal static class BudgetedEpochs
{
    private const int FirstSteps = 4;
    private const int MeasuredSteps = 16;

    /// <summary>The recipe with as many epochs as fit, at least one. Where a training goes on, with those that it was begun with.</summary>
    /// <param name="recipe">The recipe; its one phase gets the epochs.</param>
    /// <param name="budget">The time; null: the recipe as it is.</param>
    /// <param name="spent">What of it is gone already.</param>
    /// <param name="samples">Samples of an epoch.</param>
    /// <param name="network">Makes a network to measure.</param>
    /// <param name="settings">What belongs to the machine.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static PretrainingRecipe Of(
        PretrainingRecipe recipe, TimeSpan? budget, TimeSpan spent, int samples, Func<PhaseNetwork> network, PretrainingSettings settings,
        CancellationToken cancellationToken)
    {
        if (budget is not { } time)
            return recipe;
        if (Begun(settings) is { } begun)
            return recipe with { Phases = begun.Phases };
        var step = SecondsAStep(recipe, network(), settings, cancellationToken);
        var epoch = step * BatchOrder.Count(samples, recipe.BatchSize);
        var epochs = (int)Math.Max(1, Math.Floor((time - spent).TotalSeconds / epoch));
        settings.Announcements?.Report(string.Create(
            CultureInfo.InvariantCulture, $"An epoch takes about {epoch:0} s, so that {epochs} fit into the budget."));
        return recipe with { Phases = [recipe.Phases[0] with { Epochs = epochs }] };
    }

    private static PretrainingRecipe? Begun(PretrainingSettings settings) =>
        settings is { Resume: true, Checkpoints: { } folder }
        && PretrainingRecord.RecipeIn(folder) is { } json
            ? JsonSerializer.Deserialize(json, PretrainingJson.Default.PretrainingRecipe)
            : null;

    private static double SecondsAStep(
        PretrainingRecipe recipe, PhaseNetwork network, PretrainingSettings settings, CancellationToken cancellationToken)
    {
        var timing = new Timing(settings.Clock);
        using var optimizer = new OptimizerState(PretrainingSchedule.Of(recipe, network.Model, MeasuredSteps));
        var options = new FitOptions
        {
            BatchSize = recipe.BatchSize,
            StepPrecision = Precision.Auto,
            Seed = recipe.Seed,
            Callbacks = [timing],
            Clock = settings.Clock,
        };
        Fitting.Run(network.Model, network.Training, null, optimizer, options, cancellationToken);
        return timing.Seconds;
    }

    private sealed class Timing(TimeProvider clock) : Callback
    {
        private long began = clock.GetTimestamp();
        private int steps;

        public double Seconds => clock.GetElapsedTime(began).TotalSeconds / Math.Max(1, steps);

        public override void OnBatchEnd(ITrainingRun run, int step, double loss)
        {
            if (step + 1 == FirstSteps)
                (began, steps) = (clock.GetTimestamp(), 0);
            else
                steps++;
            if (steps == MeasuredSteps)
                run.Stop("enough was measured");
        }
    }
}
