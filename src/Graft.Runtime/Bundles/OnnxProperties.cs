using System.Text.Json;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Bundles;

/// <summary>What an ONNX model says about itself to programs that have only that file: its <c>metadata_props</c>.</summary>
public static class OnnxProperties
{
    /// <summary>The properties of a classifier, in the order in which they are written.</summary>
    /// <param name="labels">The names of the classes, in the order of the outputs.</param>
    /// <param name="preprocessing">How pictures are prepared.</param>
    /// <param name="weights">The hash of the published weights it stands on; null where there are none.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        IReadOnlyList<string> labels, Preprocessing preprocessing, ContentHash? weights)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(preprocessing);
        List<KeyValuePair<string, string>> properties =
        [
            new(OnnxNames.LabelsProperty, JsonSerializer.Serialize([.. labels], BundleJson.Default.StringArray)),
            new(OnnxNames.PreprocessingProperty, preprocessing.ToJson()),
        ];
        if (weights is not null)
            properties.Add(new(OnnxNames.WeightsHashProperty, $"{weights.Algorithm}:{weights.Value}"));
        return properties;
    }
}
