namespace Graft.Runtime.Heads;

/// <summary>A head that was tried.</summary>
/// <param name="Name">In words: <c>discriminant, all blocks, mirrored</c>.</param>
/// <param name="Accuracy">Of training pictures that were left out of it, from 0 to 1; null where none could be.</param>
/// <param name="Loss">Their mean negative log likelihood, calibrated; null likewise.</param>
/// <param name="Count">How many pictures that is.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Chosen">Whether it is the head, or a part of it.</param>
/// <param name="Why">Why, or why not.</param>
public sealed record HeadCandidate(
    string Name, double? Accuracy, double? Loss, int Count, double Seconds, bool Chosen, string Why);
