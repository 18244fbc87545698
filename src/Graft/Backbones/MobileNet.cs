using Graft.Backbones.Keras;
using Graft.Operations;
using Graft.Weights;

namespace Graft.Backbones;

/// <summary>MobileNet (Howard et al., 2017), as in Keras.</summary>
public static class MobileNet
{
    /// <summary>The network with weights.</summary>
    /// <param name="weights"><c>"imagenet"</c> for the published ones, a file's path for others, null for fresh ones.</param>
    /// <param name="includeTop">Whether the classifier for ImageNet's 1000 classes is part of it.</param>
    /// <param name="inputShape">
    /// Height and width at least 32, three channels; 224 x 224 x 3 where left out. For a square of 128, 160, 192 or 224 the
    /// weights that were trained at that size are taken, else those of 224, as in Keras.
    /// </param>
    /// <param name="alpha">The width: 1, 0.75, 0.5 or 0.25 for published weights.</param>
    /// <exception cref="ArgumentException">There are no published weights for the width, or the shape does not fit.</exception>
    /// <exception cref="WeightsException">The weights cannot be had, or do not fit.</exception>
    public static Model Load(
        string? weights = BackboneOptions.Published, bool includeTop = true, Shape? inputShape = null, double alpha = 1.0) =>
        BackboneRegistry.Find(KerasMobileNet.NameFor(alpha, inputShape)).Load(
            new BackboneOptions { IncludeTop = includeTop, InputShape = inputShape, Weights = weights });
}
