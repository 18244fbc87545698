using Graft.Weights;

namespace Graft.Backbones;

/// <summary>A classifier of as many classes as a file's.</summary>
/// <param name="Layer">The layer that tells classes apart, as files of PyTorch call it.</param>
/// <param name="Build">Makes the builder for so many classes; for 0 it ends where the classifier would begin.</param>
internal sealed record BackboneClassifier(string Layer, Func<int, BackboneBuilder> Build)
{
    /// <summary>How many classes a file's classifier has; null where it has none and does not say that it should have none.</summary>
    public int? ClassesIn(WeightsFile file)
    {
        if (file.Arrays.FirstOrDefault(array => array.Layer == Layer && array.Weight == "bias") is { Shape: [var classes] })
            return (int)classes;
        return file.Metadata.TryGetValue("num_classes", out var stated) && stated == "0" ? 0 : null;
    }
}
