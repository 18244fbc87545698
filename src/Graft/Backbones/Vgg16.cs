using Graft.Operations;
using Graft.Weights;

namespace Graft.Backbones;

/// <summary>VGG with 16 layers of weights (Simonyan and Zisserman, 2014), as in Keras.</summary>
public static class Vgg16
{
    /// <summary>The network with weights.</summary>
    /// <param name="weights"><c>"imagenet"</c> for the published ones, a file's path for others, null for fresh ones.</param>
    /// <param name="includeTop">Whether the classifier for ImageNet's 1000 classes is part of it.</param>
    /// <param name="inputShape">
    /// Height and width at least 32, three channels; 224 x 224 x 3 where left out, and always with the classifier.
    /// </param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="WeightsException">The weights cannot be had, or do not fit.</exception>
    public static Model Load(string? weights = BackboneOptions.Published, bool includeTop = true, Shape? inputShape = null) =>
        BackboneRegistry.Find("vgg16.keras").Load(
            new BackboneOptions { IncludeTop = includeTop, InputShape = inputShape, Weights = weights });
}
