using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Backbones.Torchvision;

/// <summary>One of torchvision's architectures, and from it the backbones that its published weights make.</summary>
/// <param name="Name">Its name in torchvision: <c>resnet50</c>.</param>
/// <param name="Family">The family that it belongs to.</param>
/// <param name="Features">Channels of its last map.</param>
/// <param name="Blocks">The layers that end its blocks, the last map's last.</param>
/// <param name="Build">Makes its graph.</param>
/// <param name="MinimumSize">The smallest height and width that torchvision takes.</param>
internal sealed record TorchvisionNetwork(
    string Name, string Family, int Features, IReadOnlyList<string> Blocks, BackboneBuilder Build, int MinimumSize = 1)
{
    private const string Source = "torchvision";

    /// <summary>The layer that feeds the last dense one, where that is not the average of the last map.</summary>
    public string? ClassifierInput { get; init; }

    /// <summary>Where the last values are steps: the first of those whose mean stands for the picture, and how many.</summary>
    public (int Start, int? Count)? PooledSteps { get; init; }

    /// <summary>Whether it takes the size alone that weights were trained with.</summary>
    public bool TakesItsSizeAlone { get; init; }

    /// <summary>A backbone for each set of weights; the last one, which is torchvision's default, has no tag in its name.</summary>
    public IEnumerable<Backbone> With(params IReadOnlyList<TorchvisionWeights> published) =>
        published.Select(weights => Entry(weights, weights == published[^1]));

    private Backbone Entry(TorchvisionWeights weights, bool isDefault)
    {
        var name = isDefault ? $"{Name}.{Source}" : $"{Name}.{weights.Tag}.{Source}";
        var parameters = TorchvisionParameters.Of(Name, weights.Preprocessing.InputHeight);
        return new Backbone(Build, fixedTopSize: false, new Lazy<long>(parameters))
        {
            Name = name,
            Family = Family,
            MinimumSize = TakesItsSizeAlone ? weights.Preprocessing.InputHeight : MinimumSize,
            TakesItsSizeAlone = TakesItsSizeAlone,
            Features = Features,
            Blocks = Blocks,
            ClassifierInput = ClassifierInput,
            PooledSteps = PooledSteps,
            Weights = new WeightsEntry
            {
                Name = name,
                Source = Source,
                Tag = weights.Tag,
                WithTop = weights.Published,
                Licence = weights.Licence,
                Top1 = weights.Top1 / 100,
                Preprocessing = weights.Preprocessing,
                Labels = "imagenet",
            },
        };
    }
}

/// <summary>One published set of weights (an entry of torchvision's <c>Weights</c> enums).</summary>
/// <param name="Tag">The entry's name in lower case.</param>
/// <param name="File">The file's name without its ending; it ends with the first digits of the file's SHA-256.</param>
/// <param name="Top1">The published accuracy in percent; null where there is none.</param>
/// <param name="Resize">The shorter side before the crop.</param>
/// <param name="Crop">The input's size.</param>
/// <param name="Interpolation">How pictures are resized.</param>
internal sealed record TorchvisionWeights(
    string Tag,
    string File,
    double? Top1,
    int Resize = 256,
    int Crop = 224,
    Interpolation Interpolation = Interpolation.Bilinear)
{
    private const string Address = "https://download.pytorch.org/models/";

    /// <summary>Under which licence the weights stand: torchvision's own, unless it says otherwise.</summary>
    public string Licence { get; init; } = "BSD-3-Clause";

    /// <summary>How pictures are prepared.</summary>
    public Preprocessing Preprocessing { get => field ?? Preprocessing.Torchvision(Crop, Resize, Interpolation); init; }

    /// <summary>Where the file is.</summary>
    public PublishedFile Published => new(
        $"{File}.pth", new Uri($"{Address}{File}.pth"), new ContentHash("sha256", File[(File.LastIndexOf('-') + 1)..]));

    /// <summary>Weights of the recipe of the network's paper.</summary>
    public static TorchvisionWeights V1(
        string file, double top1, int resize = 256, int crop = 224, Interpolation interpolation = Interpolation.Bilinear) =>
        new("imagenet1k_v1", file, top1, resize, crop, interpolation);

    /// <summary>Weights of torchvision's newer recipe.</summary>
    public static TorchvisionWeights V2(string file, double top1, int resize = 232, int crop = 224) =>
        new("imagenet1k_v2", file, top1, resize, crop);
}
