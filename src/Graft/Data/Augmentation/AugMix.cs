using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>
/// A random mean of the picture and of several chains of operations on it (Hendrycks et al., 2019), as torchvision's
/// <c>AugMix</c>.
/// </summary>
public sealed record AugMix : PictureAugmentation
{
    private const int Levels = 11;
    private const int LongestChain = 3;

    // The paper's third of a picture's side.
    private const double Furthest = 1.0 / 3;

    internal static readonly Policy Policy = new(
        Levels,
        new PolicyRanges(Shear: 0.3, side => Furthest * side, Degrees: 30, Enhancement: 0.9, MostBits: 4, BitsLost: 4),
        [.. Enum.GetValues<PolicyOperation>().Where(operation => operation != PolicyOperation.Identity)]);

    /// <summary>Describes the mixture.</summary>
    /// <param name="severity">How strong operations are at most, from 1 to 10.</param>
    /// <param name="chains">How many chains of one to three operations are mixed, at least 1.</param>
    /// <param name="alpha">How even the shares of the mixture are, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its range.</exception>
    public AugMix(int severity = 3, int chains = 3, double alpha = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(severity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(severity, Levels);
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        (Severity, Chains, Alpha) = (severity, chains, alpha);
    }

    /// <summary>How strong operations are at most.</summary>
    public int Severity { get; }

    /// <summary>How many chains of operations are mixed.</summary>
    public int Chains { get; }

    /// <summary>How even the shares of the mixture are.</summary>
    public double Alpha { get; }

    private protected override Picture Change(Picture picture, RandomStream random)
    {
        var changed = random.NextBeta(Alpha, Alpha);
        double[] shares = [.. Enumerable.Range(0, Chains).Select(_ => random.NextGamma(Alpha))];
        var sum = shares.Sum();
        var mixed = Array.ConvertAll(picture.Pixels, value => (1 - changed) * value);
        foreach (var share in shares)
        {
            var chain = picture;
            for (var left = 1 + random.NextBelow(LongestChain); left > 0; left--)
                chain = Policy.Draw(chain, random.NextBelow(Severity), random);
            for (var i = 0; i < mixed.Length; i++)
                mixed[i] += changed * share / sum * chain.Pixels[i];
        }
        return new Picture(picture.Width, picture.Height, Array.ConvertAll(mixed, value => (byte)Math.Clamp(value, 0, 255)));
    }
}
