using Graft.Data;
using Graft.Layers;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Sessions;

namespace Graft;

/// <summary>Fine-tuning of a model whose new head is trained already.</summary>
public static class ModelFineTuning
{
    /// <summary>Adds fine-tuning to a model.</summary>
    /// <param name="model">The model, compiled: its loss and its metrics count; the optimizer is a new one.</param>
    extension(Model model)
    {
        /// <summary>
        /// Unfreezes layers and trains them with all that trained before, gently: low rates that fall from the head down, a warm-up, a
        /// cosine, clipped gradients; batch normalization stays as it is. In the end the model has its best state, told by the
        /// validation data, be it the one that it began with. What stays frozen below runs once for each picture, unless pictures are
        /// changed at random.
        /// </summary>
        /// <param name="data">The samples and their classes; an <c>AugmentedPart</c> for views that differ from epoch to epoch.</param>
        /// <param name="validationData">Samples and classes to tell the best state by; null: the last one counts.</param>
        /// <param name="unfreeze">
        /// The layers to unfreeze, in blocks from the input up, each of which has a lower rate than the one above it:
        /// <c>LayerBlocks.EndingAt(model, ["block4_pool", "block5_pool"])[^1..]</c>. They stay unfrozen. None where the model's adapters alone
        /// shall train with the head.
        /// </param>
        /// <param name="options">How; the defaults where it is left out.</param>
        /// <param name="cancellationToken">Ends it between two batches; the model then has its best state so far.</param>
        /// <exception cref="TrainingException">Something does not fit, and all of it is named; nothing was trained.</exception>
        /// <exception cref="Runtime.Imaging.PictureException">A picture can no longer be read.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public FineTuneResult FineTune(
            ILabeledSamples data,
            ILabeledSamples? validationData,
            IReadOnlyList<IReadOnlyCollection<Layer>> unfreeze,
            FineTuneOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(data);
            ArgumentNullException.ThrowIfNull(unfreeze);
            var validation = validationData is null ? null : new LabeledDataset(validationData);
            return new FineTuning(model, unfreeze, options ?? new FineTuneOptions())
                .Run(new LabeledDataset(data), data.Count, validation, cancellationToken);
        }

        /// <summary>The same on arrays.</summary>
        /// <param name="x">Samples <c>[samples, ...]</c>, channels last.</param>
        /// <param name="y">The right answers, as for <c>Fit</c>.</param>
        /// <param name="validationData">Samples and right answers to tell the best state by; null: the last one counts.</param>
        /// <param name="unfreeze">The layers to unfreeze, in blocks from the input up. They stay unfrozen.</param>
        /// <param name="options">How; the defaults where it is left out.</param>
        /// <param name="cancellationToken">Ends it between two batches; the model then has its best state so far.</param>
        /// <exception cref="TrainingException">Something does not fit, and all of it is named; nothing was trained.</exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public FineTuneResult FineTune(
            NDArray x,
            NDArray y,
            (NDArray X, NDArray Y)? validationData,
            IReadOnlyList<IReadOnlyCollection<Layer>> unfreeze,
            FineTuneOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            ArgumentNullException.ThrowIfNull(unfreeze);
            var validation = validationData is { } given ? new LabeledArrays([given.X], [given.Y]) : null;
            return new FineTuning(model, unfreeze, options ?? new FineTuneOptions())
                .Run(new LabeledArrays([x], [y]), x.Count, validation, cancellationToken);
        }
    }
}
