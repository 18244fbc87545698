using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Weights;
using Graft.Weights.Hdf5;
using Graft.Weights.Keras;
using Graft.Weights.Matching;
using Graft.Weights.Safetensors;

namespace Graft;

/// <summary>Loads a model's weights from files and saves them.</summary>
public static class ModelWeights
{
    extension(Model model)
    {
        /// <summary>
        /// Puts the arrays of a file into the model, of whatever kind <see cref="WeightsFile.Open(string)"/> reads. They
        /// are assigned by name, and where the names of a Keras file do not fit, by the order of the layers; shapes must be
        /// equal, where arrays are called as in PyTorch (<c>conv1.weight</c>) in PyTorch's order of axes. A classifier's arrays that the
        /// model has no place for are left out. Where something does not fit, the model stays as it is.
        /// </summary>
        /// <param name="path">The file.</param>
        /// <param name="allowUnexpected">Leaves out every array that has no place in the model, not only a classifier's.</param>
        /// <exception cref="WeightsMismatchException">
        /// Weights are missing, have another shape, or are left over; all are named.
        /// </exception>
        /// <exception cref="WeightsException">The file cannot be read or is not sound.</exception>
        /// <returns>What was loaded, what was left out, and what is not a finite number.</returns>
        public WeightsReport LoadWeights(string path, bool allowUnexpected = false)
        {
            ArgumentNullException.ThrowIfNull(model);
            using var file = WeightsFile.Open(path);
            return model.LoadWeights(file, allowUnexpected);
        }

        internal WeightsReport LoadWeights(WeightsFile file, bool allowUnexpected)
        {
            var assignment = WeightsAssignment.For(model, file, allowUnexpected);
            // All is read before anything is changed.
            var values = assignment.Pairs.Select(pair => (Target: pair.Key, Values: pair.Key.Read(pair.Value))).ToArray();
            foreach (var (target, numbers) in values)
                target.Weight.Set(numbers);
            return new WeightsReport(
                file.Path,
                file.Format,
                assignment.Matching,
                values.Length,
                [.. assignment.Unexpected.Select(array => array.Path)],
                [.. values.Select(pair => NotFiniteNumbers.In(pair.Target.Name, pair.Values)).OfType<NotFiniteNumbers>()]);
        }

        /// <summary>
        /// Writes the model's weights, in Keras's order with kernels in Keras's order of axes: as Keras 3 does where the path ends
        /// with <c>.weights.h5</c>, in Keras's legacy layout where it ends with <c>.h5</c>, and else as safetensors under the names
        /// of <see cref="WeightNames"/>. Whole or not at all; the same weights always give the same bytes.
        /// </summary>
        /// <param name="path">Where the file shall be; its folder must exist.</param>
        /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
        /// <exception cref="WeightsException">
        /// It cannot be written, is there already, or has the ending of a format that is not written.
        /// </exception>
        /// <exception cref="InvalidOperationException">It has adapters, which are not its own weights: merge them first.</exception>
        public void SaveWeights(string path, bool overwrite = true)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentException.ThrowIfNullOrEmpty(path);
            RequireMerged(model);
            switch (Path.GetExtension(path).ToLowerInvariant())
            {
                case ".hdf5" or ".keras" or ".pth":
                    throw new WeightsException(
                        $"'{path}' asks for a format that is not written; .safetensors, .weights.h5 and .h5 are.");
                case ".h5":
                    var isKeras3 = path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase);
                    Save(isKeras3 ? Keras3Writer.Draft(model) : LegacyKerasWriter.Draft(model), path, overwrite);
                    break;
                default:
                    model.ToSafetensors().Save(path, overwrite);
                    break;
            }
        }

        internal SafetensorsWriter ToSafetensors()
        {
            RequireMerged(model);
            var writer = new SafetensorsWriter(SafetensorsFile.ModelOrder);
            foreach (var (name, weight) in WeightNames.Of(model))
                writer.Add(
                    name, ElementType.Float32, [.. weight.Shape.Dimensions.Select(size => (long)size)], Bytes(weight));
            return writer;
        }
    }

    // Asked for when they are written, one weight after the other.
    private static IEnumerable<ReadOnlyMemory<byte>> Bytes(Weight weight)
    {
        yield return weight.ToBytes();
    }

    private static void RequireMerged(Model model)
    {
        if (model.Adapters.Count > 0)
            throw new InvalidOperationException(
                $"The model '{model.Name}' has adapters. MergeAdapters puts them into the weights of their layers, RemoveAdapters takes "
                + "them away; then it can be saved.");
    }

    private static void Save(Hdf5Draft draft, string path, bool overwrite)
    {
        try
        {
            WholeFile.Write(path, overwrite, stream => Hdf5Writer.Write(draft, stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"The weights cannot be written to '{path}': {e.Message}", e);
        }
    }
}
