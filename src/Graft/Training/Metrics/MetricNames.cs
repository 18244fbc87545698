using Graft.Training.Losses;

namespace Graft.Training.Metrics;

/// <summary>The metrics by the names that Keras gives them.</summary>
internal static class MetricNames
{
    private static readonly Metric[] Metrics =
    [
        new Accuracy(), new BinaryAccuracy(), new CategoricalAccuracy(), new CategoricalAccuracy("sparse_categorical_accuracy"),
        new TopKCategoricalAccuracy(), new TopKCategoricalAccuracy(name: "sparse_top_k_categorical_accuracy"), new Precision(),
        new Recall(), new F1Score(), new AUC(),
    ];

    public static IEnumerable<string> All => Metrics.Select(metric => metric.Name);

    public static Metric? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (string.Equals(name, "acc", StringComparison.OrdinalIgnoreCase))
            return new Accuracy(name);
        return Array.Find(Metrics, metric => string.Equals(metric.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? (LossNames.Find(name) is { } loss ? new MeanLoss(loss) : null);
    }
}
