namespace Graft.Runtime.Teaching;

/// <summary>New pictures of one class.</summary>
/// <param name="Features">Their features, <c>[pictures, width]</c>.</param>
/// <param name="Mirrored">Those of their mirror images; empty where they are not learned from.</param>
/// <param name="Hashes">For each picture its hash.</param>
internal sealed record TaughtPictures(float[] Features, float[] Mirrored, IReadOnlyList<string> Hashes);
