using Graft.Engine;
using Graft.Training.Batches;
using TorchSharp;

namespace Graft.Training.Mixing;

/// <summary>
/// Pastes a rectangle of one picture into another one (Yun et al., 2019); the target's shares are those of the areas.
/// </summary>
public sealed record CutMix : BatchMixing
{
    /// <summary>Describes the rectangles.</summary>
    /// <param name="alpha">How even the shares are, above 0: both parameters of the beta distribution they come from.</param>
    /// <exception cref="TrainingException">Alpha is not above 0.</exception>
    public CutMix(double alpha = 1) => Alpha = RequireAlpha(alpha);

    /// <summary>How even the shares are.</summary>
    public double Alpha { get; }

    internal override bool NeedsPictures => true;

    internal override Batch Mix(Batch batch, RandomStream random)
    {
        var (height, width) = ((int)batch.Inputs[0].shape[2], (int)batch.Inputs[0].shape[3]);
        var share = random.NextBeta(Alpha, Alpha);
        return Paste(batch, Box(share, random.NextBelow(height), random.NextBelow(width), height, width));
    }

    /// <summary>A rectangle around a point, cut off at the picture's edges.</summary>
    /// <param name="share">The share of the picture that stays, were nothing cut off.</param>
    /// <param name="y">The middle, from above.</param>
    /// <param name="x">The middle, from the left.</param>
    /// <param name="height">The picture's height.</param>
    /// <param name="width">The picture's width.</param>
    internal static (int Top, int Bottom, int Left, int Right) Box(double share, int y, int x, int height, int width)
    {
        var side = Math.Sqrt(1 - share);
        var (cutHeight, cutWidth) = ((int)(height * side), (int)(width * side));
        var (top, left) = (y - cutHeight / 2, x - cutWidth / 2);
        return (
            Math.Max(top, 0), Math.Min(top + cutHeight, height), Math.Max(left, 0), Math.Min(left + cutWidth, width));
    }

    /// <summary>Pastes a rectangle of each picture's partner.</summary>
    internal static Batch Paste(Batch batch, (int Top, int Bottom, int Left, int Right) box)
    {
        var pictures = batch.Inputs[0].clone();
        var (top, bottom, left, right) = box;
        if (bottom > top && right > left)
        {
            using var scope = torch.NewDisposeScope();
            var part = batch.Inputs[0].flip(0).slice(2, top, bottom, 1).slice(3, left, right, 1);
            pictures.slice(2, top, bottom, 1).slice(3, left, right, 1).copy_(part);
        }
        var stays = 1 - (bottom - top) * (double)(right - left) / (pictures.shape[2] * pictures.shape[3]);
        return Blending.Of(batch, [pictures], stays);
    }
}
