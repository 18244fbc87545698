using Graft.Operations;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Backbones.Timm;

/// <summary>Makes the graph of one of timm's networks.</summary>
/// <param name="inputShape">Height, width and channels.</param>
/// <param name="classes">Classes of the classifier; 0 to end where it would begin, null to end with the last map.</param>
/// <param name="preprocessing">How pictures become inputs.</param>
internal delegate Model TimmBuilder(Shape inputShape, int? classes, Preprocessing? preprocessing);

/// <summary>One of timm's architectures, and from it the backbones that its published weights make.</summary>
/// <param name="Name">Its name in timm.</param>
/// <param name="Family">The family that it belongs to.</param>
/// <param name="Features">Channels of its last map.</param>
/// <param name="Blocks">The layers that end its blocks, the last map's last.</param>
/// <param name="Parameters">Number of weights without the classifier.</param>
/// <param name="Build">Makes its graph.</param>
internal sealed record TimmNetwork(
    string Name, string Family, int Features, IReadOnlyList<string> Blocks, long Parameters, TimmBuilder Build)
{
    private const string Source = "timm";

    /// <summary>The smallest height and width that timm takes.</summary>
    public int MinimumSize { get; init; } = 1;

    /// <summary>The layer that tells classes apart.</summary>
    public required string Classifier { get; init; }

    /// <summary>The layer that feeds it, where that is not the average of the last map.</summary>
    public string? ClassifierInput { get; init; }

    /// <summary>Where the last values are steps: the first of those whose mean stands for the picture, and how many.</summary>
    public (int Start, int? Count)? PooledSteps { get; init; }

    /// <summary>What height and width are multiples of.</summary>
    public int SizeStep { get; init; } = 1;

    /// <summary>A backbone for each set of weights; the first one, which is timm's default, has no tag in its name.</summary>
    /// <param name="these">Which sets; null for all of them.</param>
    public IEnumerable<Backbone> Entries(Func<TimmWeights, bool>? these = null) => TimmTable.Of(Name)
        .Select((weights, i) => (Weights: weights, Name: i == 0 ? $"{Name}.{Source}" : $"{Name}.{weights.Tag}.{Source}"))
        .Where(entry => these is null || these(entry.Weights))
        .Select(entry => Entry(entry.Weights, entry.Name));

    private Backbone Entry(TimmWeights weights, string name) =>
        new(OfClasses(weights.Classes), fixedTopSize: false, new Lazy<long>(Parameters))
        {
            Name = name,
            Family = Family,
            MinimumSize = MinimumSize,
            SizeStep = SizeStep,
            PooledSteps = PooledSteps,
            Features = Features,
            Blocks = Blocks,
            ClassifierInput = ClassifierInput,
            TakesAnyChannels = true,
            Classifier = new(Classifier, OfClasses),
            Weights = new WeightsEntry
            {
                Name = name,
                Source = Source,
                Tag = weights.Tag,
                WithTop = weights.Published,
                Original = weights.Original,
                Licence = weights.Licence,
                Top1 = weights.Top1 / 100,
                Preprocessing = weights.Preprocessing,
                TestPreprocessing = weights.TestPreprocessing,
                Classes = weights.Classes,
                Labels = LabelsOf(weights.Classes),
            },
        };

    private BackboneBuilder OfClasses(int classes) =>
        (shape, includeTop, preprocessing) => Build(shape, includeTop ? classes : null, preprocessing);

    // The sets of pictures that timm's networks were trained on, told by their numbers of classes.
    private static string LabelsOf(int classes) => classes switch
    {
        0 => "none",
        1000 => "imagenet",
        11821 => "imagenet12k",
        11221 => "imagenet21kp",
        21841 or 21843 => "imagenet21k",
        _ => $"{classes} classes",
    };
}
