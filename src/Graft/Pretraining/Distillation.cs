using Graft.Backbones;
using Graft.Data;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>
/// Trains a network on what a finished one makes of pictures (Hinton, Vinyals and Dean, 2015): its logits, and the pooled outputs of
/// all its blocks. The teacher runs once for each kept view of a picture. Pictures need no classes; where they have some, these teach
/// as well.
/// </summary>
/// <param name="recipe">Every choice; it names a teacher.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <exception cref="PretrainingException">The recipe cannot be followed.</exception>
public sealed class Distillation(PretrainingRecipe recipe, PretrainingSettings? settings = null)
{
    private readonly PretrainingRecipe recipe = PretrainingNetwork.Checked(recipe);
    private readonly PretrainingSettings settings = settings ?? new PretrainingSettings();
    private readonly TeacherRecipe teaching = recipe.Teacher
        ?? throw new PretrainingException("A network is distilled from a teacher, and the recipe names none.");

    /// <summary>Whether weights are written in half precision.</summary>
    public bool Half { get; init; }

    /// <summary>
    /// The terms under which the weights may be used, which the file says, such as <c>CC-BY-4.0</c>; null: nobody has stated any, but
    /// where those of the teacher forbid commercial use.
    /// </summary>
    public string? Licence { get; init; }

    /// <summary>How long it may take: as many epochs as fit are made; null: those of the recipe.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Trains and writes the weights, without a classifier.</summary>
    /// <param name="paths">
    /// Folders, zips or tables; of a dataset with a training part that alone is taken. Classes count in the first one.
    /// </param>
    /// <param name="output">Where the weights shall be; its folder must exist.</param>
    /// <param name="command">What the file says it was made by.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <param name="cancellationToken">Ends it between two steps; the state is kept, and nothing written.</param>
    /// <exception cref="DatasetException">The pictures cannot be used.</exception>
    /// <exception cref="PretrainingException">They are too few, or it shall go on and was begun with something else.</exception>
    /// <exception cref="UnknownBackboneException">There is no teacher of that name.</exception>
    /// <exception cref="ArgumentException">The teacher or the network does not take pictures of the size asked for.</exception>
    /// <exception cref="WeightsException">The teacher's weights cannot be had, or the file cannot be written.</exception>
    /// <exception cref="IOException">There is no room for what the teacher gives.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PretrainingResult Run(
        IReadOnlyList<string> paths, string output, string command, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentException.ThrowIfNullOrEmpty(output);
        return new PretrainingSession(recipe, settings) { Half = Half, Budget = Budget, Licence = Licence }.Run(
            () => PretrainingData.Any(paths, recipe.Seed, cancellationToken), larger: true,
            material => new TeacherTask(recipe, teaching, material, settings, Licence, cancellationToken), paths,
            (output, command, overwrite), cancellationToken);
    }
}
