using Graft.Backbones.Embedded;
using Graft.Weights;

namespace Graft.Backbones;

/// <summary>The backbone that is taken where none is named.</summary>
public static class DefaultBackbone
{
    /// <summary>
    /// Of the published backbones whose weights are on this machine the one that its publisher found most accurate on ImageNet; where
    /// there is none, the one that comes with Graft. Nothing is downloaded for it, and nothing taken whose licence must be accepted
    /// first.
    /// </summary>
    /// <param name="search">Where weights are looked for.</param>
    public static Backbone In(WeightsSearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return BackbonesAtHand.In(search)
            .Where(backbone => backbone.Weights.Top1 is not null && LicenceException.IsAccepted(backbone.Weights.Licence, search))
            .MaxBy(backbone => backbone.Weights.Top1) ?? BackboneRegistry.Find(EmbeddedBackbone.Name);
    }
}
