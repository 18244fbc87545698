using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Cli.Results;

/// <summary>What <c>graft cache</c> found, or removed.</summary>
/// <param name="Action">What was done: <c>list</c> or <c>clear</c>.</param>
/// <param name="Features">The features that are kept; those that were there before they were removed.</param>
/// <param name="Weights">The weights that are kept; those that were there before they were removed.</param>
internal sealed record CacheContents(CacheAction Action, CachedFeatures Features, CachedWeights Weights);

/// <summary>What to do with what is kept.</summary>
internal enum CacheAction
{
    List,
    Clear,
}

/// <summary>The features of pictures.</summary>
/// <param name="Folder">Where they lie.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Limit">The size that they may have.</param>
/// <param name="Networks">Those of each network; the same name stands twice where something else differs.</param>
internal sealed record CachedFeatures(string Folder, long Bytes, long Limit, IReadOnlyList<CachedNetwork> Networks);

/// <summary>The features that one network gave.</summary>
/// <param name="Network">Which, and where in it.</param>
/// <param name="Pictures">How many.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="LastUsed">When, in UTC.</param>
internal sealed record CachedNetwork(string Network, long Pictures, long Bytes, DateTime LastUsed)
{
    public static CachedNetwork Of(StoredSpace space) => new(space.Description, space.Rows, space.Bytes, space.LastUsed);
}

/// <summary>The downloaded weights.</summary>
/// <param name="Folder">Where they lie.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Files">Each file.</param>
internal sealed record CachedWeights(string Folder, long Bytes, IReadOnlyList<KeptWeights> Files);
