using Graft.Runtime.Imaging;

namespace Graft.Weights;

/// <summary>
/// One published set of weights: where it is, how its bytes are checked, under which licence it stands, and the
/// preprocessing that it was trained with. A model that is loaded from it carries it on.
/// </summary>
public sealed record WeightsEntry
{
    /// <summary>The backbone's name with its source, in lower case: <c>vgg16.keras</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who published it: <c>keras</c>, <c>torchvision</c>, <c>timm</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What it was trained on, or the publisher's name for this training: <c>imagenet</c>, <c>a1_in1k</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>The file with the classifier.</summary>
    public required PublishedFile WithTop { get; init; }

    /// <summary>The file without it; null where there is only the other.</summary>
    public PublishedFile? WithoutTop { get; init; }

    /// <summary>
    /// The file that <see cref="WithTop"/> was made of, with the same weights under the same names; null where there is none.
    /// </summary>
    public PublishedFile? Original { get; init; }

    /// <summary>The licence as an SPDX identifier, or the publisher's words.</summary>
    public required string Licence { get; init; }

    /// <summary>
    /// The published share of ImageNet's validation pictures that are named rightly, from 0 to 1; null where none is published.
    /// </summary>
    public double? Top1 { get; init; }

    /// <summary>How pictures have to be prepared for these weights.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>
    /// How pictures are prepared for the larger size that the publisher tests with; null where it is the same.
    /// </summary>
    public Preprocessing? TestPreprocessing { get; init; }

    /// <summary>How many classes the classifier tells apart; 0 where the weights have no classifier.</summary>
    /// <value>The default is ImageNet's 1000.</value>
    public int Classes { get; init; } = 1000;

    /// <summary>The name of the label set that the classifier's outputs stand for: <c>imagenet</c>.</summary>
    public required string Labels { get; init; }

    /// <summary>The published files that hold what is asked for, the best fit first: without the top, both do.</summary>
    /// <param name="includeTop">Whether the classifier is wanted.</param>
    public IReadOnlyList<PublishedFile> Files(bool includeTop) =>
        [.. new[] { includeTop ? null : WithoutTop, WithTop, Original }.OfType<PublishedFile>()];
}
