using Graft.Weights;

namespace Graft.Backbones.Embedded;

/// <summary>The backbone whose weights come with Graft.</summary>
internal static class EmbeddedBackbone
{
    /// <summary>The name by which it is chosen.</summary>
    public const string Name = "embedded.graft";

    /// <summary>Height and width of its pictures, in pixels.</summary>
    private const int Size = 160;

    /// <summary>It, as the only one of its family.</summary>
    public static IEnumerable<Backbone> All() =>
    [
        new Backbone(EmbeddedNetwork.Build, fixedTopSize: false)
        {
            Name = Name,
            Family = EmbeddedNetwork.Name,
            MinimumSize = 32,
            Features = EmbeddedNetwork.Features,
            Blocks = EmbeddedNetwork.Blocks,
            Weights = new WeightsEntry
            {
                Name = Name,
                Source = "graft",
                Tag = "distilled",
                WithTop = new PublishedFile("embedded.safetensors", null, null),
                Licence = "ImageNet terms (research)",
                Preprocessing = EmbeddedNetwork.Preprocessing(Size),
                Classes = 0,
                Labels = "none",
            },
        },
    ];
}
