namespace Graft.Weights.Safetensors;

/// <summary>Another file's weights as safetensors.</summary>
internal static class SafetensorsConversion
{
    /// <summary>A writer that reads from an open file while it writes.</summary>
    public static SafetensorsWriter Of(WeightsFile file, CancellationToken cancellationToken)
    {
        var arrays = file.Arrays;
        // Names of layers and weights may be fewer than arrays where somebody named them by hand; the file's own never are.
        var areUnique = arrays.Select(array => array.ExportName).Distinct(StringComparer.Ordinal).Count() == arrays.Count;
        // The writer puts larger elements first, which would not be the model's order any more.
        var keepsOrder = file.IsInModelOrder && arrays.Select(array => array.ElementType.Size()).Distinct().Count() < 2;
        var writer = new SafetensorsWriter(
            keepsOrder ? SafetensorsFile.ModelOrder : new Dictionary<string, string> { ["producer"] = "graft" });
        foreach (var array in arrays)
            writer.Add(
                areUnique ? array.ExportName : array.Path, array.ElementType, [.. array.Shape],
                array.ReadPieces().Select(piece =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return piece;
                }));
        return writer;
    }
}
