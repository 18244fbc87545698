using Graft.Backbones.Embedded;
using Graft.Backbones.Keras;
using Graft.Backbones.Timm;
using Graft.Backbones.Torchvision;
using Graft.Engine;
using Graft.Weights;

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
        .. EmbeddedBackbone.All(),
    ]);

    /// <summary>Every backbone, family by family.</summary>
    public static IReadOnlyList<Backbone> All => Entries.Value;

    /// <summary>The backbone of a name, published or made on this machine.</summary>
    /// <param name="name">As for <see cref="Find(string)"/>, or <c>NAME.own</c>.</param>
    /// <param name="search">Where weights are looked for; null for what the environment says.</param>
    /// <param name="weights">A weights file that it shall have; one that Graft has made says itself how pictures are prepared for it.</param>
    /// <exception cref="UnknownBackboneException">There is none; the message names the nearest ones.</exception>
    /// <exception cref="WeightsException">The weights file cannot be read, or was made for another network.</exception>
    public static Backbone Find(string name, WeightsSearch? search, string? weights = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var backbone = name.EndsWith($".{OwnBackbones.Source}", StringComparison.Ordinal)
            && OwnBackbones.In(search ?? WeightsSearch.FromEnvironment()).FirstOrDefault(own => own.Name == name) is { } found
                ? found
                : Find(name);
        return OwnBackbones.With(backbone, weights);
    }

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
