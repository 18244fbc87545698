using Graft.Data;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>
/// Trains a network from random weights on pictures with classes: phase one of transfer learning. What comes out is a weights file
/// that is used like a published one.
/// </summary>
/// <param name="recipe">Every choice.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <exception cref="PretrainingException">The recipe cannot be followed.</exception>
public sealed class ClassifierPretraining(PretrainingRecipe recipe, PretrainingSettings? settings = null)
{
    private readonly PretrainingRecipe recipe = PretrainingNetwork.Checked(recipe);
    private readonly PretrainingSettings settings = settings ?? new PretrainingSettings();

    /// <summary>Whether weights are written in half precision.</summary>
    public bool Half { get; init; }

    /// <summary>
    /// The terms under which the weights may be used, which the file says, such as <c>CC-BY-4.0</c>; null: nobody has stated any.
    /// </summary>
    public string? Licence { get; init; }

    /// <summary>How long it may take: as many epochs as fit are made; null: those of the recipe.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Trains and writes the weights.</summary>
    /// <param name="path">A folder, a <c>.zip</c> or a <c>.csv</c>; its test part is left alone.</param>
    /// <param name="output">Where the weights shall be; its folder must exist.</param>
    /// <param name="command">What the file says it was made by.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <param name="cancellationToken">Ends it between two steps; the state is kept, and nothing written.</param>
    /// <exception cref="DatasetException">The pictures cannot be used.</exception>
    /// <exception cref="PretrainingException">They are too few, or it shall go on and was begun with something else.</exception>
    /// <exception cref="WeightsException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PretrainingResult Run(
        string path, string output, string command, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(output);
        return new PretrainingSession(recipe, settings) { Half = Half, Budget = Budget, Licence = Licence }.Run(
            () => PretrainingData.WithClasses(path, recipe.Seed, cancellationToken), larger: false,
            material => new ClassTask(recipe, material), [path], (output, command, overwrite), cancellationToken);
    }
}
