using Graft.Training.Losses;

namespace Graft.Training.Metrics;

/// <summary>
/// A figure that tells people how good a model is; training does not follow it. Names and rules are those of Keras 3.
/// </summary>
public abstract record Metric
{
    private protected Metric()
    {
    }

    /// <summary>The name under which the figure is reported.</summary>
    public abstract string Name { get; }

    /// <summary>The metric of this name with Keras's defaults.</summary>
    /// <param name="name">
    /// <c>accuracy</c> (or <c>acc</c>), which fits itself to the model's output; <c>binary_accuracy</c>;
    /// <c>categorical_accuracy</c> and <c>top_k_categorical_accuracy</c>, both also with <c>sparse_</c> before them;
    /// <c>precision</c>, <c>recall</c>, <c>f1_score</c>, <c>auc</c>; or the name of a loss.
    /// </param>
    /// <exception cref="TrainingException">There is no metric and no loss of this name.</exception>
    public static Metric FromName(string name) => MetricNames.Find(name)
        ?? throw new TrainingException($"There is no metric '{name}'. Known are {string.Join(", ", MetricNames.All)}, "
            + $"and the losses {string.Join(", ", LossNames.All)}.");

    /// <summary>The metric of this name with Keras's defaults; see <see cref="FromName"/>.</summary>
    public static implicit operator Metric(string name) => FromName(name);

    /// <summary>Starts counting.</summary>
    internal abstract IAccumulator Start();

    /// <summary>Notes every setting that is out of its range.</summary>
    internal virtual void Check(Problems problems)
    {
    }
}
