using Graft.Runtime.Heads;

namespace Graft.Runtime;

/// <summary>What came of teaching a class.</summary>
/// <param name="Label">The class.</param>
/// <param name="IsNew">Whether the classifier did not know it before.</param>
/// <param name="Learned">Pictures that it learned from now.</param>
/// <param name="Known">Pictures that it had learned from already, as the same class; they do not count twice.</param>
/// <param name="Pictures">Pictures of the class that it has learned from altogether.</param>
/// <param name="Candidates">The heads that were tried; none where nothing was learned or the choices were kept.</param>
public sealed record TeachingResult(
    string Label, bool IsNew, int Learned, int Known, int Pictures, IReadOnlyList<HeadCandidate> Candidates);
