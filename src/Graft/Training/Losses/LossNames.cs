namespace Graft.Training.Losses;

/// <summary>The losses by the names that Keras gives them.</summary>
internal static class LossNames
{
    private static readonly Loss[] Losses =
    [
        new CategoricalCrossentropy(), new SparseCategoricalCrossentropy(), new BinaryCrossentropy(),
        new CategoricalFocalCrossentropy(), new BinaryFocalCrossentropy(), new KLDivergence(), new CategoricalHinge(),
        new Hinge(), new MeanSquaredError(), new MeanAbsoluteError(), new Huber(), new LogCosh(), new CosineSimilarity(),
        new OneVersusRestCrossentropy(),
    ];

    private static readonly Dictionary<string, string> ShortForms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bce"] = "binary_crossentropy",
        ["kld"] = "kl_divergence",
        ["mse"] = "mean_squared_error",
        ["mae"] = "mean_absolute_error",
    };

    public static IEnumerable<string> All => Losses.Select(loss => loss.Name);

    public static Loss? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var full = ShortForms.GetValueOrDefault(name, name);
        return Array.Find(Losses, loss => string.Equals(loss.Name, full, StringComparison.OrdinalIgnoreCase));
    }
}
