using Graft.Layers;
using Graft.Runtime.Heads;
using Graft.Training;

namespace Graft.Planning;

/// <summary>A head that is ready.</summary>
/// <param name="Probabilities">Its output in the network's graph.</param>
/// <param name="Recipe">The recipe with everything that was chosen.</param>
/// <param name="Epochs">The epochs of its training; none where it was found without.</param>
/// <param name="Candidates">What was tried; nothing where there was no choice.</param>
internal sealed record MadeHead(
    Symbol Probabilities, Recipe Recipe, IReadOnlyList<EpochResult> Epochs, IReadOnlyList<HeadCandidate> Candidates);
