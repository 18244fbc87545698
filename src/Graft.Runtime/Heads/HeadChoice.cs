namespace Graft.Runtime.Heads;

/// <summary>The head that was chosen.</summary>
/// <param name="Taps">The blocks that it sees.</param>
/// <param name="Head">
/// The layer, on the features of those blocks, or on their square roots where <see cref="HeadProblem.HasRoots"/>; calibrated.
/// </param>
/// <param name="Discriminant">How to find it again, where it is a discriminant head.</param>
/// <param name="Logistic">How to find it again, where it is a logistic one.</param>
/// <param name="Candidates">What was tried.</param>
public sealed record HeadChoice(
    Taps Taps,
    LinearHead Head,
    DiscriminantRecipe? Discriminant,
    LogisticRecipe? Logistic,
    IReadOnlyList<HeadCandidate> Candidates)
{
    /// <summary>Which kind of head it is.</summary>
    public HeadKind Kind => Discriminant is null ? HeadKind.Logistic : HeadKind.Discriminant;
}
