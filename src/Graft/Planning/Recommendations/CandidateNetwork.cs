using Graft.Backbones;
using Graft.Layers;

namespace Graft.Planning.Recommendations;

/// <summary>What can be told of a backbone before its weights are read.</summary>
/// <param name="Backbone">The backbone.</param>
/// <param name="MultiplyAdds">About how many multiplications one picture takes.</param>
/// <param name="Width">Numbers of a picture that a head may see.</param>
/// <param name="LastWidth">Those of the last block.</param>
internal sealed record CandidateNetwork(Backbone Backbone, double MultiplyAdds, int Width, int LastWidth)
{
    /// <summary>Looks at the graph; no weight is made.</summary>
    public static CandidateNetwork Of(Backbone backbone)
    {
        var network = backbone.Load(new BackboneOptions { Weights = null });
        var tapped = new TappedNetwork(network, backbone);
        var width = tapped.Trunk().Outputs.Sum(place => place.Shape.Channels);
        return new(backbone, network.Nodes.Sum(MultiplyAddsOf), width, tapped.LastWidth);
    }

    // Each number of a kernel is multiplied once at each place of the output.
    private static double MultiplyAddsOf(Node node) =>
        node.Outputs.Sum(output => output.Shape.Size / (double)output.Shape.Channels)
        * node.Layer.Weights.Where(weight => weight.Shape.Rank > 1).Sum(weight => weight.Count);
}
