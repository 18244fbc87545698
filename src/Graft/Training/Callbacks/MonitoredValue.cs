using Graft.Training.Losses;
using Graft.Training.Metrics;

namespace Graft.Training.Callbacks;

/// <summary>The value that a callback watches, and when it counts as improved. A value that is not a number never does.</summary>
internal sealed class MonitoredValue
{
    private readonly string name;
    private readonly double minimumChange;
    private readonly bool higherIsBetter;

    /// <exception cref="TrainingException">The mode is left open and the name does not tell it.</exception>
    public MonitoredValue(string name, MonitorMode mode, double minimumChange)
    {
        this.name = name;
        this.minimumChange = Math.Abs(minimumChange);
        higherIsBetter = mode == MonitorMode.Auto ? IsBetterWhenHigher(name) : mode == MonitorMode.Max;
    }

    /// <exception cref="TrainingException">The run does not report the value.</exception>
    public void RequireReported(ITrainingRun run, string callback)
    {
        if (run.ValueNames.Contains(name))
            return;
        var hint = IsOfValidation(name) && !run.ValueNames.Any(IsOfValidation)
            ? " Give Fit validation data, or monitor a value of the training data."
            : "";
        throw new TrainingException($"{callback} monitors '{name}', which this training does not report. "
            + $"It reports {string.Join(", ", run.ValueNames)}.{hint}");
    }

    public double Of(IReadOnlyDictionary<string, double> values) => values[name];

    public bool IsImprovement(double value, double? reference)
    {
        if (double.IsNaN(value))
            return false;
        return reference is not { } best || (higherIsBetter ? value - minimumChange > best : value + minimumChange < best);
    }

    private static bool IsOfValidation(string name) => name.StartsWith("val_", StringComparison.Ordinal);

    private static bool IsBetterWhenHigher(string name)
    {
        bool EndsWith(string end) => name.EndsWith(end, StringComparison.Ordinal);
        if (EndsWith("loss") || LossNames.All.Any(EndsWith))
            return false;
        if (EndsWith("acc") || MetricNames.All.Any(EndsWith))
            return true;
        throw new TrainingException(
            $"Whether '{name}' is better when it is higher cannot be told from its name: set the mode to Min or Max.");
    }
}
