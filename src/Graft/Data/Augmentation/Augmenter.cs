using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>From a decoded picture to one of its views: a part of it at the size of a network's input, changed at
/// random.</summary>
public sealed record Augmenter
{
    /// <summary>The part that is cut out; null: all that the preprocessing takes.</summary>
    public RandomResizedCrop? Crop { get; init; }

    /// <summary>What is done then, in this order.</summary>
    public IReadOnlyList<PictureAugmentation> Steps { get; init; } = [];

    /// <summary>Whether every view is the picture as it is.</summary>
    public bool IsNone => Crop is null && Steps.Count == 0;

    /// <summary>A preset.</summary>
    /// <param name="preset">How strong.</param>
    /// <param name="mirror">
    /// Whether pictures may be mirrored; not for what means something else mirrored, such as digits and letters.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
    public static Augmenter Of(AugmentationPreset preset, bool mirror = true)
    {
        PictureAugmentation[] mirrored = mirror ? [new RandomMirror()] : [];
        return preset switch
        {
            AugmentationPreset.None => new(),
            AugmentationPreset.Light => new() { Crop = new RandomResizedCrop(smallest: 0.9), Steps = mirrored },
            AugmentationPreset.Standard => new()
            {
                Crop = new RandomResizedCrop(smallest: 0.35),
                Steps = [.. mirrored, new ColorJitter(brightness: 0.2, contrast: 0.2, saturation: 0.2)],
            },
            AugmentationPreset.Strong => new()
            {
                Crop = new RandomResizedCrop(smallest: 0.2),
                Steps = [.. mirrored, new TrivialAugment(), new RandomErasing()],
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "There is no such preset."),
        };
    }

    /// <summary>One view of a picture.</summary>
    /// <param name="picture">The picture, decoded, of any size.</param>
    /// <param name="preprocessing">Whose input's size it gets, and how it is resized.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="hash">The hash of the picture's file.</param>
    /// <param name="view">The number of the view.</param>
    /// <returns>
    /// A picture of the input's size that hangs on the arguments alone: not on other pictures, their order or the time.
    /// </returns>
    public Picture View(Picture picture, Preprocessing preprocessing, long seed, PictureHash hash, long view)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(preprocessing);
        var random = new RandomStream(seed, FormattableString.Invariant($"view {view} of {hash}"));
        var changed = Crop is null
            ? preprocessing.Resize(picture)
            : Crop.Apply(picture, preprocessing.InputHeight, preprocessing.InputWidth, preprocessing.Interpolation, random);
        foreach (var step in Steps)
            changed = step.Apply(changed, random);
        return changed;
    }
}
