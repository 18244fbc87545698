using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Runtime.Teaching;
using Graft.Training;

namespace Graft.Planning;

/// <summary>A head that is ready.</summary>
/// <param name="Features">What it sees of a picture, in the network's graph.</param>
/// <param name="Probabilities">Its output in the network's graph.</param>
/// <param name="Recipe">The recipe with everything that was chosen.</param>
/// <param name="Epochs">The epochs of its training; none where it was found without.</param>
/// <param name="Candidates">What was tried; nothing where there was no choice.</param>
/// <param name="Teaching">How it was found; null where it was trained, or what it was found on is not kept.</param>
/// <param name="Kept">What it was found on; null likewise. No longer true of a network that is trained further.</param>
internal sealed record MadeHead(
    Symbol Features,
    Symbol Probabilities,
    Recipe Recipe,
    IReadOnlyList<EpochResult> Epochs,
    IReadOnlyList<HeadCandidate> Candidates,
    TeachingConfiguration? Teaching = null,
    KeptFeatures? Kept = null);
