namespace Graft.Cli.FeatureFiles;

/// <summary>What a file of features holds.</summary>
/// <param name="Rows">One for each picture.</param>
/// <param name="RowShape">The shape of one row, channels last.</param>
/// <param name="Notes">What the features are of, by name, for formats that can carry it.</param>
internal sealed record FeatureTable(long Rows, IReadOnlyList<int> RowShape, IReadOnlyDictionary<string, string> Notes)
{
    /// <summary>Numbers in one row.</summary>
    public int RowLength => RowShape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>The whole array's shape.</summary>
    public IReadOnlyList<long> Shape => [Rows, .. RowShape.Select(size => (long)size)];
}
