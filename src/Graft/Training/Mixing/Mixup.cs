using Graft.Engine;
using Graft.Training.Batches;

namespace Graft.Training.Mixing;

/// <summary>Lays two samples over each other (Zhang et al., 2017).</summary>
public sealed record Mixup : BatchMixing
{
    /// <summary>Describes the shares.</summary>
    /// <param name="alpha">How even the shares are, above 0: both parameters of the beta distribution they come from.</param>
    /// <exception cref="TrainingException">Alpha is not above 0.</exception>
    public Mixup(double alpha = 0.2) => Alpha = RequireAlpha(alpha);

    /// <summary>How even the shares are.</summary>
    public double Alpha { get; }

    internal override bool NeedsPictures => false;

    internal override Batch Mix(Batch batch, RandomStream random)
    {
        var share = random.NextBeta(Alpha, Alpha);
        return Blending.Of(batch, [.. batch.Inputs.Select(input => Blending.WithPartner(input, share))], share);
    }
}
