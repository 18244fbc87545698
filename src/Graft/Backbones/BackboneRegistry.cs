using Graft.Backbones.Keras;
using Graft.Backbones.Timm;
using Graft.Backbones.Torchvision;
using Graft.Engine;

namespace Graft.Backbones;

/// <summary>All backbones by their names.</summary>
public static class BackboneRegistry
{
    private static readonly Lazy<IReadOnlyList<Backbone>> Entries = new(() =>
    [
        .. KerasVgg.All(),
        .. KerasMobileNet.All(),
        .. KerasMobileNetV2.All(),
        .. KerasMobileNetV3.All(),
        .. KerasResNet.All(),
        .. KerasResNetV2.All(),
        .. KerasEfficientNet.All(),
        .. KerasEfficientNetV2.All(),
        .. KerasDenseNet.All(),
        .. KerasXception.All(),
        .. KerasInceptionV3.All(),
        .. KerasInceptionResNetV2.All(),
        .. KerasNasNet.All(),
        .. KerasConvNeXt.All(),
        .. TorchvisionResNet.All(),
        .. TorchvisionVgg.All(),
        .. TorchvisionAlexNet.All(),
        .. TorchvisionSqueezeNet.All(),
        .. TorchvisionDenseNet.All(),
        .. TorchvisionMobileNet.All(),
        .. TorchvisionEfficientNet.All(),
        .. TorchvisionConvNeXt.All(),
        .. TorchvisionVit.All(),
        .. TimmResNet.All(),
        .. TimmMobileNetV3.All(),
        .. TimmMobileNetV4.All(),
        .. TimmEfficientNet.All(),
        .. TimmConvNeXt.All(),
        .. TimmVit.All(),
    ]);

    /// <summary>Every backbone, family by family.</summary>
    public static IReadOnlyList<Backbone> All => Entries.Value;

    /// <summary>
    /// The backbone of a name. A name without a source (<c>vgg16</c>) means the publisher's default entry of that architecture.
    /// </summary>
    /// <exception cref="UnknownBackboneException">There is none; the message names the nearest ones.</exception>
    public static Backbone Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return All.FirstOrDefault(backbone => backbone.Name == name)
            ?? All.FirstOrDefault(backbone => backbone.TaggedName == name)
            ?? All.FirstOrDefault(backbone => backbone.Name == $"{name}.{backbone.Weights.Source}")
            ?? All.FirstOrDefault(backbone => backbone.TaggedName == $"{name}.{backbone.Weights.Source}")
            ?? throw new UnknownBackboneException(name, Nearest.To(name, All.Select(backbone => backbone.Name)));
    }
}
