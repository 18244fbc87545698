namespace Graft.Planning;

/// <summary>A fine-tuning that was considered.</summary>
/// <param name="Name">In words: <c>fine-tuning, last 3 blocks</c>; <c>head alone</c> for what it starts from.</param>
/// <param name="Accuracy">Of the pictures that judge, from 0 to 1; null where it was not tried.</param>
/// <param name="Loss">Their mean negative log likelihood; null likewise.</param>
/// <param name="Count">How many pictures judge.</param>
/// <param name="Predicted">The seconds that it was expected to take; null where that was not measured.</param>
/// <param name="Seconds">The seconds that it took; null where it was not tried.</param>
/// <param name="Chosen">Whether the model is this one.</param>
/// <param name="Why">Why, or why not.</param>
public sealed record FineTuneCandidate(
    string Name, double? Accuracy, double? Loss, int Count, double? Predicted, double? Seconds, bool Chosen, string Why);
