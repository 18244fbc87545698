using Graft.Backbones;
using Graft.Layers;
using Graft.Runtime.Heads;

namespace Graft.Planning.Recommendations;

/// <summary>What can be told of a backbone before its weights are read.</summary>
/// <param name="Backbone">The backbone.</param>
/// <param name="MultiplyAdds">About how many multiplications one picture takes.</param>
/// <param name="Widths">Numbers of a picture that a head may see.</param>
internal sealed record CandidateNetwork(Backbone Backbone, double MultiplyAdds, TapWidths Widths)
{
    /// <summary>Looks at the graph; no weight is made.</summary>
    public static CandidateNetwork Of(Backbone backbone)
    {
        var network = backbone.Load(new BackboneOptions { Weights = null });
        var tapped = new TappedNetwork(network, backbone);
        return new(backbone, network.Nodes.Sum(MultiplyAddsOf), tapped.Widths);
    }

    // Each number of a kernel is multiplied once at each place of the output.
    private static double MultiplyAddsOf(Node node) =>
        node.Outputs.Sum(output => output.Shape.Size / (double)output.Shape.Channels)
        * node.Layer.Weights.Where(weight => weight.Shape.Rank > 1).Sum(weight => weight.Count);
}
