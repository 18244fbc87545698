namespace Graft.Runtime.Heads;

/// <summary>What came of a search.</summary>
/// <typeparam name="TRecipe">What is needed to find the same head again without a search.</typeparam>
/// <param name="Recipe">The choices.</param>
/// <param name="Head">The layer, on the features of its taps.</param>
/// <param name="Judgement">How good it is; calibrated.</param>
/// <param name="Candidates">What was tried.</param>
internal sealed record FoundHead<TRecipe>(
    TRecipe Recipe, LinearHead Head, Judgement Judgement, IReadOnlyList<HeadCandidate> Candidates);
