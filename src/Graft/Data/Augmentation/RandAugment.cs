using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>
/// Some operations, drawn at random, all of one strength (Cubuk et al., 2019), as torchvision's <c>RandAugment</c>.
/// </summary>
public sealed record RandAugment : PictureAugmentation
{
    private const int Levels = 31;

    // The paper moved pictures of 331 pixels by up to 150.
    private const double Furthest = 150.0 / 331;

    internal static readonly Policy Policy = new(
        Levels,
        new PolicyRanges(Shear: 0.3, side => Furthest * side, Degrees: 30, Enhancement: 0.9, MostBits: 8, BitsLost: 4),
        Enum.GetValues<PolicyOperation>());

    /// <summary>Describes how much.</summary>
    /// <param name="operations">How many operations are made one after the other, 0 or above.</param>
    /// <param name="magnitude">How strong each is, from 0 to 30.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its range.</exception>
    public RandAugment(int operations = 2, int magnitude = 9)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(operations);
        ArgumentOutOfRangeException.ThrowIfNegative(magnitude);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(magnitude, Levels);
        (Operations, Magnitude) = (operations, magnitude);
    }

    /// <summary>How many operations are made one after the other.</summary>
    public int Operations { get; }

    /// <summary>How strong each is.</summary>
    public int Magnitude { get; }

    private protected override Picture Change(Picture picture, RandomStream random)
    {
        for (var i = 0; i < Operations; i++)
            picture = Policy.Draw(picture, Magnitude, random);
        return picture;
    }
}
