using Graft.Training.Sessions;

namespace Graft.Training.Batches;

/// <summary>What a user gives to learn from or to look at.</summary>
internal interface ILabeledData
{
    /// <summary>Checks the data against a model and makes batches of them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="outputs">What is asked of its outputs.</param>
    /// <param name="classWeights">What the samples of a class count; null: all the same.</param>
    /// <param name="subject">What the data are called in a message.</param>
    /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
    SampleBatches For(
        Model model, IReadOnlyList<CompiledOutput> outputs, IReadOnlyDictionary<int, double>? classWeights, string subject);
}
