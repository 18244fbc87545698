using Graft.Data;

namespace Graft.Planning;

/// <summary>What the trunk gave for the usable pictures of one part.</summary>
/// <param name="Features"><c>[pictures, features]</c>.</param>
/// <param name="Labels">For each picture the index of its class.</param>
/// <param name="Pictures">Each picture's name, part, class and hash.</param>
/// <param name="Unusable">The pictures that could not be read.</param>
internal sealed record PartFeatures(
    NDArray Features, int[] Labels, IReadOnlyList<HashedPicture> Pictures, IReadOnlyList<UnusablePicture> Unusable)
{
    public int Count => Labels.Length;
}
