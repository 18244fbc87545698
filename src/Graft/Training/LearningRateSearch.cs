using Graft.Data;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Optimizers;
using Graft.Training.Schedules;
using Graft.Training.Sessions;

namespace Graft;

/// <summary>Looks for a learning rate that suits a model and its data.</summary>
public static class LearningRateSearch
{
    private const double Lowest = 1e-7;
    private const double Highest = 10;
    private const int DefaultSteps = 100;
    private const int DefaultBatchSize = 32;

    /// <summary>Adds the search to a model.</summary>
    /// <param name="model">The model, compiled.</param>
    extension(Model model)
    {
        /// <summary>
        /// Trains for some steps with a rate that rises from each to the next by the same factor, and writes down the loss
        /// (Smith, 2015). After it the model is as it was before, to the bit, and its optimizer too.
        /// </summary>
        /// <param name="x">Samples <c>[samples, ...]</c>, channels last.</param>
        /// <param name="y">The right answers, as for <c>Fit</c>.</param>
        /// <param name="lowest">The first rate, above 0.</param>
        /// <param name="highest">The last rate, above the first.</param>
        /// <param name="steps">How many steps at most, at least 2; it ends sooner when the loss runs away.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="seed">Fixes everything random.</param>
        /// <param name="cancellationToken">Ends it between two batches.</param>
        /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public LearningRateCurve FindLearningRate(
            NDArray x,
            NDArray y,
            double lowest = Lowest,
            double highest = Highest,
            int steps = DefaultSteps,
            int batchSize = DefaultBatchSize,
            int seed = 0,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return Find(model, new LabeledArrays([x], [y]), (lowest, highest), steps, batchSize, seed, cancellationToken);
        }

        /// <summary>The same on a dataset, of pictures for instance.</summary>
        /// <param name="data">The samples and their classes.</param>
        /// <param name="lowest">The first rate, above 0.</param>
        /// <param name="highest">The last rate, above the first.</param>
        /// <param name="steps">How many steps at most, at least 2; it ends sooner when the loss runs away.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="seed">Fixes everything random.</param>
        /// <param name="cancellationToken">Ends it between two batches.</param>
        /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
        /// <exception cref="Runtime.Imaging.PictureException">A picture can no longer be read.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public LearningRateCurve FindLearningRate(
            ILabeledSamples data,
            double lowest = Lowest,
            double highest = Highest,
            int steps = DefaultSteps,
            int batchSize = DefaultBatchSize,
            int seed = 0,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(data);
            return Find(model, new LabeledDataset(data), (lowest, highest), steps, batchSize, seed, cancellationToken);
        }
    }

    private static LearningRateCurve Find(
        Model model,
        ILabeledData data,
        (double Lowest, double Highest) range,
        int steps,
        int batchSize,
        int seed,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (lowest, highest) = range;
        var problems = new Problems();
        problems.Require(
            lowest > 0 && lowest < highest, $"the lowest rate is {lowest}; it must be above 0 and below the highest.");
        problems.Require(double.IsFinite(highest), $"the highest rate is {highest}; it must be a finite number.");
        problems.Require(steps >= 2, $"the number of steps is {steps}; it must be at least 2.");
        problems.ThrowIfAny("FindLearningRate");

        var rising = new ExponentialDecay(lowest, steps - 1, highest / lowest);
        var ramp = new RateRamp(steps);
        var options = new FitOptions { BatchSize = batchSize, Epochs = steps, Seed = seed, Callbacks = [ramp] };
        using var before = new WeightSnapshot(model.Weights);
        var compiled = CompiledModel.Of(model).Optimizer.Optimizer;
        // An average over the steps would hide what each rate does, and gradients of several batches would repeat a rate.
        using var optimizer = new OptimizerState(
            compiled with { LearningRate = rising, Ema = null, GradientAccumulationSteps = 1 });
        try
        {
            Fitting.Run(model, data, validationData: null, optimizer, options, cancellationToken);
        }
        finally
        {
            before.Restore();
        }
        return ramp.Curve;
    }
}
