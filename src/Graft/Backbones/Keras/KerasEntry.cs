using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Backbones.Keras;

/// <summary>What a family's table says of one of Keras's published networks; the rest is the same for all of them.</summary>
internal sealed record KerasEntry
{
    /// <summary>The name without its source: <c>resnet50</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The family that it belongs to.</summary>
    public required string Family { get; init; }

    /// <summary>What it was trained on; another input size than the family's default is part of it.</summary>
    public string Tag { get; init; } = "imagenet";

    /// <summary>The file with the classifier.</summary>
    public required PublishedFile WithTop { get; init; }

    /// <summary>The file without it.</summary>
    public required PublishedFile WithoutTop { get; init; }

    /// <summary>The licence as an SPDX identifier.</summary>
    public required string Licence { get; init; }

    /// <summary>The published share of ImageNet's validation pictures that are named rightly, from 0 to 1.</summary>
    public double? Top1 { get; init; }

    /// <summary>How <c>preprocess_input</c> scales pixels: <c>caffe</c>, <c>tf</c>, <c>torch</c>, <c>none</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Height and width that it was trained with, in pixels.</summary>
    public int Size { get; init; } = 224;

    /// <summary>The smallest height and width that it takes without its classifier, in pixels.</summary>
    public int MinimumSize { get; init; } = 32;

    /// <summary>Number of channels of its last map.</summary>
    public required int Features { get; init; }

    /// <summary>Number of weights without the classifier.</summary>
    public required long Parameters { get; init; }

    /// <summary>The names of the layers that end its blocks.</summary>
    public required IReadOnlyList<string> Blocks { get; init; }

    /// <summary>Puts right what the published files hold otherwise than the layers expect; null where nothing is.</summary>
    public Action<Model>? Correct { get; init; }

    /// <summary>The backbone with its graph. The classifiers pool, so that they take any size too.</summary>
    public Backbone With(BackboneBuilder build)
    {
        var name = Tag == "imagenet" ? $"{Name}.keras" : $"{Name}.{Tag}.keras";
        return new Backbone(build, fixedTopSize: false, new Lazy<long>(Parameters))
        {
            Name = name,
            Family = Family,
            MinimumSize = MinimumSize,
            Features = Features,
            Blocks = Blocks,
            Correct = Correct,
            Weights = new WeightsEntry
            {
                Name = name,
                Source = "keras",
                Tag = Tag,
                WithTop = WithTop,
                WithoutTop = WithoutTop,
                Licence = Licence,
                Top1 = Top1,
                Preprocessing = Preprocessing.Keras(Mode, Size, Size),
                Labels = "imagenet",
            },
        };
    }
}
