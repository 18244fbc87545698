namespace Graft.Backbones.Timm;

/// <summary>
/// timm's published weights, from the tables beside this file: one for each family. The first row of an architecture is its
/// default. They follow timm 1.0.29.dev0; accuracies are those of its <c>results-imagenet.csv</c>.
/// </summary>
internal static class TimmTable
{
    private static readonly Lazy<ILookup<string, TimmWeights>> Rows = new(Read);

    /// <summary>The weights of an architecture, the default ones first.</summary>
    public static IEnumerable<TimmWeights> Of(string architecture) => Rows.Value[architecture];

    /// <summary>Every architecture that the tables name.</summary>
    public static IEnumerable<string> Architectures => Rows.Value.Select(weights => weights.Key);

    private static ILookup<string, TimmWeights> Read()
    {
        var assembly = typeof(TimmTable).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(typeof(TimmTable).Namespace! + ".", StringComparison.Ordinal))
            .SelectMany(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
            })
            .Select(TimmWeights.Parse)
            .ToLookup(weights => weights.Architecture);
    }
}
