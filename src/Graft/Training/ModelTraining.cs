using Graft.Data;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Callbacks;
using Graft.Training.Losses;
using Graft.Training.Metrics;
using Graft.Training.Optimizers;
using Graft.Training.Sessions;

namespace Graft;

/// <summary>Training and use of a model: <c>Compile</c>, <c>Fit</c>, <c>Evaluate</c>, <c>Predict</c>, as in Keras.</summary>
public static class ModelTraining
{
    private const int DefaultBatchSize = 32;

    /// <summary>Adds training to a model.</summary>
    /// <param name="model">The model.</param>
    extension(Model model)
    {
        /// <summary>
        /// Says how the model is trained. What an earlier optimizer remembered is forgotten; weights stay as they are.
        /// </summary>
        /// <param name="optimizer">Changes the weights: a name (<c>"adam"</c>) or an optimizer (<c>new Adam(learningRate:
        /// 1e-4)</c>).</param>
        /// <param name="loss">
        /// What training makes small, a name or a loss. Where the model ends in the softmax or sigmoid that belongs to it, it is
        /// computed from the logits.
        /// </param>
        /// <param name="metrics">What is reported beside the loss: names (<c>"accuracy"</c>) or metrics.</param>
        /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
        public void Compile(Optimizer optimizer, Loss loss, IReadOnlyList<Metric>? metrics = null) =>
            model.Compile(optimizer, losses: [loss], metrics: metrics is null ? null : [metrics]);

        /// <summary>Says how a model with several outputs is trained.</summary>
        /// <param name="optimizer">Changes the weights.</param>
        /// <param name="losses">A loss for each output.</param>
        /// <param name="lossWeights">What each loss counts in their sum; null: all 1.</param>
        /// <param name="metrics">Metrics for each output; null: none.</param>
        /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
        public void Compile(
            Optimizer optimizer,
            IReadOnlyList<Loss> losses,
            IReadOnlyList<double>? lossWeights = null,
            IReadOnlyList<IReadOnlyList<Metric>>? metrics = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(optimizer);
            ArgumentNullException.ThrowIfNull(losses);
            CompiledModel.Compile(model, optimizer, losses, lossWeights, metrics ?? []);
        }

        /// <summary>
        /// Trains the model. What trains is decided now, from the layers as they are; a layer that was unfrozen needs nothing
        /// else.
        /// </summary>
        /// <param name="x">Samples <c>[samples, ...]</c>, channels last.</param>
        /// <param name="y">The right answers: one-hot <c>[samples, classes]</c>, class numbers <c>[samples]</c>, or what else
        /// the loss compares.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="epochs">How often all samples are gone through, at least 1.</param>
        /// <param name="validationData">Samples and right answers to look at after each epoch; null: none.</param>
        /// <param name="validationSplit">The share of the samples, from their end, that is kept for this; 0 to below 1.</param>
        /// <param name="callbacks">Are told what happens.</param>
        /// <param name="classWeights">What the samples of a class count in the training loss, by the class's number; others
        /// count 1.</param>
        /// <param name="sampleWeights">What each sample counts in the training loss, <c>[samples]</c>.</param>
        /// <param name="shuffle">Whether the samples come in another order in each epoch.</param>
        /// <param name="seed">Fixes everything random. Same seed, data and model: same bits on the same machine.</param>
        /// <param name="log">Gets a line of text after each epoch.</param>
        /// <param name="progress">Is told after each batch how far training is.</param>
        /// <param name="cancellationToken">Ends training between two batches; the weights stay as they are then.</param>
        /// <returns>What each epoch came to.</returns>
        /// <exception cref="TrainingException">Something does not fit, and all of it is named; nothing was trained.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public History Fit(
            NDArray x,
            NDArray y,
            int batchSize = DefaultBatchSize,
            int epochs = 1,
            (NDArray X, NDArray Y)? validationData = null,
            double validationSplit = 0,
            IReadOnlyList<Callback>? callbacks = null,
            IReadOnlyDictionary<int, double>? classWeights = null,
            NDArray? sampleWeights = null,
            bool shuffle = true,
            int seed = 0,
            TextWriter? log = null,
            IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            var options = new FitOptions
            {
                BatchSize = batchSize,
                Epochs = epochs,
                ValidationSplit = validationSplit,
                Callbacks = callbacks ?? [],
                ClassWeights = classWeights,
                Shuffle = shuffle,
                Seed = seed,
                Log = log,
                Progress = progress,
            };
            var validation = validationData is { } given ? new LabeledArrays([given.X], [given.Y]) : null;
            return Fitting.Run(model, new LabeledArrays([x], [y], sampleWeights), validation, options, cancellationToken);
        }

        /// <summary>Trains a model with several inputs or outputs.</summary>
        /// <param name="x">An array for each input.</param>
        /// <param name="y">An array for each output.</param>
        /// <param name="options">How; the defaults where it is left out.</param>
        /// <param name="validationData">Samples and right answers to look at after each epoch; null: none.</param>
        /// <param name="sampleWeights">What each sample counts in the training loss, <c>[samples]</c>.</param>
        /// <param name="cancellationToken">Ends training between two batches; the weights stay as they are then.</param>
        /// <returns>What each epoch came to.</returns>
        /// <exception cref="TrainingException">Something does not fit, and all of it is named; nothing was trained.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public History Fit(
            IReadOnlyList<NDArray> x,
            IReadOnlyList<NDArray> y,
            FitOptions? options = null,
            (IReadOnlyList<NDArray> X, IReadOnlyList<NDArray> Y)? validationData = null,
            NDArray? sampleWeights = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            var validation = validationData is { } given ? new LabeledArrays(given.X, given.Y) : null;
            var data = new LabeledArrays(x, y, sampleWeights);
            return Fitting.Run(model, data, validation, options ?? new FitOptions(), cancellationToken);
        }

        /// <summary>
        /// Trains the model on a dataset, of pictures for instance: <c>model.Fit(data.Train, validationData:
        /// data.Validation)</c>. What trains is decided now, from the layers as they are. Classes are given to the loss in the
        /// form that it wants.
        /// </summary>
        /// <param name="data">The samples and their classes.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="epochs">How often all samples are gone through, at least 1.</param>
        /// <param name="validationData">Samples and classes to look at after each epoch; null: none.</param>
        /// <param name="callbacks">Are told what happens.</param>
        /// <param name="classWeights">
        /// What the samples of a class count in the training loss, by the class's number; others count 1.
        /// </param>
        /// <param name="shuffle">Whether the samples come in another order in each epoch.</param>
        /// <param name="seed">Fixes everything random. Same seed, data and model: same bits on the same machine.</param>
        /// <param name="log">Gets a line of text after each epoch.</param>
        /// <param name="progress">Is told after each batch how far training is.</param>
        /// <param name="cancellationToken">Ends training between two batches; the weights stay as they are then.</param>
        /// <returns>What each epoch came to.</returns>
        /// <exception cref="TrainingException">Something does not fit, and all of it is named; nothing was trained.</exception>
        /// <exception cref="Runtime.Imaging.PictureException">A picture can no longer be read.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public History Fit(
            ILabeledSamples data,
            int batchSize = DefaultBatchSize,
            int epochs = 1,
            ILabeledSamples? validationData = null,
            IReadOnlyList<Callback>? callbacks = null,
            IReadOnlyDictionary<int, double>? classWeights = null,
            bool shuffle = true,
            int seed = 0,
            TextWriter? log = null,
            IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(data);
            var options = new FitOptions
            {
                BatchSize = batchSize,
                Epochs = epochs,
                Callbacks = callbacks ?? [],
                ClassWeights = classWeights,
                Shuffle = shuffle,
                Seed = seed,
                Log = log,
                Progress = progress,
            };
            return model.Fit(data, options, validationData, cancellationToken);
        }

        /// <summary>Trains the model on a dataset, as <c>Fit</c> without options does.</summary>
        /// <param name="data">The samples and their classes.</param>
        /// <param name="options">How.</param>
        /// <param name="validationData">Samples and classes to look at after each epoch; null: none.</param>
        /// <param name="cancellationToken">Ends training between two batches; the weights stay as they are then.</param>
        /// <returns>What each epoch came to.</returns>
        /// <exception cref="TrainingException">Something does not fit, and all of it is named; nothing was trained.</exception>
        /// <exception cref="Runtime.Imaging.PictureException">A picture can no longer be read.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public History Fit(
            ILabeledSamples data,
            FitOptions options,
            ILabeledSamples? validationData = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(data);
            ArgumentNullException.ThrowIfNull(options);
            var validation = validationData is null ? null : new LabeledDataset(validationData);
            return Fitting.Run(model, new LabeledDataset(data), validation, options, cancellationToken);
        }

        /// <summary>Looks how good the model is on samples; nothing is changed.</summary>
        /// <param name="x">Samples <c>[samples, ...]</c>, channels last.</param>
        /// <param name="y">The right answers, as for <c>Fit</c>.</param>
        /// <param name="batchSize">Samples in a batch, at least 1; it does not change the result but for rounding.</param>
        /// <param name="sampleWeights">What each sample counts in the loss, <c>[samples]</c>.</param>
        /// <param name="cancellationToken">Ends it between two batches.</param>
        /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public EvaluationResult Evaluate(
            NDArray x,
            NDArray y,
            int batchSize = DefaultBatchSize,
            NDArray? sampleWeights = null,
            CancellationToken cancellationToken = default) =>
            model.Evaluate([x], [y], batchSize, sampleWeights, cancellationToken);

        /// <summary>Looks how good a model with several inputs or outputs is; nothing is changed.</summary>
        /// <param name="x">An array for each input.</param>
        /// <param name="y">An array for each output.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="sampleWeights">What each sample counts in the loss, <c>[samples]</c>.</param>
        /// <param name="cancellationToken">Ends it between two batches.</param>
        /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public EvaluationResult Evaluate(
            IReadOnlyList<NDArray> x,
            IReadOnlyList<NDArray> y,
            int batchSize = DefaultBatchSize,
            NDArray? sampleWeights = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return Evaluating.Run(model, new LabeledArrays(x, y, sampleWeights), batchSize, cancellationToken);
        }

        /// <summary>Looks how good the model is on a dataset; nothing is changed.</summary>
        /// <param name="data">The samples and their classes.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="cancellationToken">Ends it between two batches.</param>
        /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
        /// <exception cref="Runtime.Imaging.PictureException">A picture can no longer be read.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public EvaluationResult Evaluate(
            ILabeledSamples data, int batchSize = DefaultBatchSize, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(data);
            return Evaluating.Run(model, new LabeledDataset(data), batchSize, cancellationToken);
        }

        /// <summary>What the model gives for samples. It need not be compiled.</summary>
        /// <param name="x">Samples <c>[samples, ...]</c>, channels last.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="cancellationToken">Ends it between two batches.</param>
        /// <returns>The output for each sample, <c>[samples, ...]</c>, channels last.</returns>
        /// <exception cref="TrainingException">The samples do not fit, or the model has several inputs or outputs.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public NDArray Predict(NDArray x, int batchSize = DefaultBatchSize, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(model);
            Prediction.RequireOneOutput(model);
            return model.Predict([x], batchSize, cancellationToken)[0];
        }

        /// <summary>What a model with several inputs or outputs gives for samples. It need not be compiled.</summary>
        /// <param name="x">An array for each input.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="cancellationToken">Ends it between two batches.</param>
        /// <returns>An array for each output, <c>[samples, ...]</c>, channels last.</returns>
        /// <exception cref="TrainingException">The samples do not fit.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public IReadOnlyList<NDArray> Predict(
            IReadOnlyList<NDArray> x, int batchSize = DefaultBatchSize, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(x);
            return Prediction.Run(model, new ArraySamples(x), batchSize, cancellationToken);
        }

        /// <summary>What the model gives for the samples of a dataset, in their order. It need not be compiled.</summary>
        /// <param name="data">The samples.</param>
        /// <param name="batchSize">Samples in a batch, at least 1.</param>
        /// <param name="cancellationToken">Ends it between two batches.</param>
        /// <returns>The output for each sample, <c>[samples, ...]</c>, channels last.</returns>
        /// <exception cref="TrainingException">The samples do not fit, or the model has several inputs or outputs.</exception>
        /// <exception cref="Runtime.Imaging.PictureException">A picture can no longer be read.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public NDArray Predict(
            ILabeledSamples data, int batchSize = DefaultBatchSize, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(data);
            return Prediction.OfDataset(model, data, batchSize, cancellationToken);
        }
    }
}
