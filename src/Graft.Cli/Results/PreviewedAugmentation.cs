using Graft.Data.Augmentation;

namespace Graft.Cli.Results;

/// <summary>The sheet that <c>graft augment</c> wrote: a row a picture, a column a view, the picture itself first.</summary>
internal sealed record PreviewedAugmentation(
    string Output, AugmentationPreset Augmentation, IReadOnlyList<string> Pictures, int Views, IReadOnlyList<string> Unusable);
