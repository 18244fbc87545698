using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>
/// One operation, drawn at random, of random strength (Müller and Hutter, 2021), as torchvision's <c>TrivialAugmentWide</c>.
/// </summary>
public sealed record TrivialAugment : PictureAugmentation
{
    private const int Furthest = 32;

    internal static readonly Policy Policy = new(
        31,
        new PolicyRanges(Shear: 0.99, _ => Furthest, Degrees: 135, Enhancement: 0.99, MostBits: 8, BitsLost: 6),
        Enum.GetValues<PolicyOperation>());

    private protected override Picture Change(Picture picture, RandomStream random) =>
        Policy.Draw(picture, random.NextBelow(Policy.Levels), random);
}
