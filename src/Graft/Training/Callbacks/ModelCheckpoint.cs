using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Training.Callbacks;

/// <summary>
/// Writes the model's weights after each epoch, or after those that were the best so far, as Keras's callback of this name does.
/// </summary>
public sealed partial class ModelCheckpoint : Callback
{
    private readonly string path;
    private readonly MonitoredValue? monitored;

    /// <summary>Describes what to write, and when.</summary>
    /// <param name="path">
    /// The file, safetensors. It may name the epoch, from 1 on, and reported values, with .NET's formats:
    /// <c>model-{epoch:000}-{val_loss:0.0000}.safetensors</c>. A file that is there already is replaced, whole or not at all.
    /// </param>
    /// <param name="monitor">The name of the value by which the best is told; not used where every epoch is written.</param>
    /// <param name="saveBestOnly">Whether only epochs that are better than all before them are written.</param>
    /// <param name="mode">Which way the value should go.</param>
    /// <exception cref="TrainingException">Which way the value should go cannot be told from its name.</exception>
    public ModelCheckpoint(
        string path, string monitor = "val_loss", bool saveBestOnly = false, MonitorMode mode = MonitorMode.Auto)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(monitor);
        this.path = path;
        monitored = saveBestOnly ? new MonitoredValue(monitor, mode, minimumChange: 0) : null;
    }

    /// <summary>The best value so far; null while there is none, or where every epoch is written.</summary>
    public double? Best { get; private set; }

    /// <summary>The file that was written last in the last run; null: none was.</summary>
    public string? LastPath { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(ITrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        monitored?.RequireReported(run, nameof(ModelCheckpoint));
        foreach (var name in Placeholder().Matches(path).Select(match => match.Groups["name"].Value))
            if (name != "epoch" && !run.ValueNames.Contains(name))
                throw new TrainingException(
                    $"The checkpoint's path '{path}' names '{name}', which this training does not report. "
                    + $"It reports epoch, {string.Join(", ", run.ValueNames)}.");
        (Best, LastPath) = (null, null);
    }

    /// <inheritdoc/>
    /// <exception cref="Weights.WeightsException">The file cannot be written.</exception>
    public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (monitored is not null)
        {
            var value = monitored.Of(values);
            if (!monitored.IsImprovement(value, Best))
                return;
            Best = value;
        }
        LastPath = Placeholder().Replace(path, match => Text(match, epoch, values));
        run.Model.SaveWeights(LastPath);
    }

    private static string Text(Match placeholder, int epoch, IReadOnlyDictionary<string, double> values)
    {
        var (name, format) = (placeholder.Groups["name"].Value, placeholder.Groups["format"].Value);
        return name == "epoch"
            ? (epoch + 1).ToString(format, CultureInfo.InvariantCulture)
            : values[name].ToString(format, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<format>[^}]*))?\}")]
    private static partial Regex Placeholder();
}
