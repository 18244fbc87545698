namespace Graft.Pretraining;

/// <summary>A stretch of a training in which the pictures have one size.</summary>
/// <param name="InputSize">Height and width in pixels, at least 1.</param>
/// <param name="Epochs">How often all pictures are gone through, at least 1.</param>
public sealed record PretrainingPhase(int InputSize, int Epochs);
