using Graft.Weights;

namespace Graft.Backbones;

/// <summary>The backbones whose weights are on this machine.</summary>
public static class BackbonesAtHand
{
    /// <summary>
    /// Those of which a file lies in a folder or in the cache or comes with Graft, in the order of <see cref="BackboneRegistry.All"/>,
    /// then those made on this machine. Names are looked for alone: whether a file is sound, shows when it is loaded.
    /// </summary>
    /// <param name="search">Where weights are looked for; what may be downloaded is not at hand.</param>
    public static IReadOnlyList<Backbone> In(WeightsSearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var locator = new WeightsLocator(search);
        return
        [
            .. BackboneRegistry.All.Where(backbone => locator.IsHere(backbone.Weights, includeTop: false)),
            .. OwnBackbones.In(search),
        ];
    }
}
