using Graft.Backbones;
using Graft.Layers;
using Graft.Models;
using Graft.Runtime.Heads;

namespace Graft.Planning;

/// <summary>
/// A frozen backbone with rows of numbers for each of its blocks: the means of its map, or of its steps, and of a map also the deviations.
/// </summary>
internal sealed class TappedNetwork
{
    // How far values spread shows in so many rows and columns of a map; to look at all would make small networks a half slower.
    private const int EnoughPlaces = 28;

    private readonly Symbol[] blocks;
    private readonly Symbol[] deviations;

    public TappedNetwork(Model network, Backbone backbone)
    {
        Network = network;
        Blocks = LayerBlocks.EndingAt(network, backbone.Blocks);
        var ends = backbone.Blocks.Select(name => network.Nodes.Single(node => node.Layer.Name == name).Outputs[0]).ToArray();
        blocks = [.. ends.Select((end, i) => backbone.Pool(end, i == ends.Length - 1 ? "pooled" : $"pooled_{backbone.Blocks[i]}"))];
        deviations =
        [
            .. ends.Zip(backbone.Blocks).Where(block => block.First.Shape.IsMap && block.First.Shape[0] * block.First.Shape[1] > 1)
                .Select(block => Deviation(block.First, block.Second)),
        ];
        Widths = new TapWidths(Width(deviations) + Width(blocks), Width(blocks), blocks[^1].Shape.Channels);
    }

    /// <summary>The backbone.</summary>
    public Model Network { get; }

    /// <summary>The backbone's layers, block by block from the input up.</summary>
    public IReadOnlyList<IReadOnlyList<Layer>> Blocks { get; }

    /// <summary>Which of the numbers of a picture are what.</summary>
    public TapWidths Widths { get; }

    /// <summary>From pictures to the numbers of all blocks, one output for each.</summary>
    public Model Trunk() => new([Network.Input], Outputs(Taps.Deviations), "trunk");

    /// <summary>The numbers of the blocks in one row.</summary>
    public Symbol Features(Taps taps) => Outputs(taps) is [var only]
        ? only
        : new Concatenate(name: "blocks").Apply(Outputs(taps));

    private Symbol[] Outputs(Taps taps) => taps switch
    {
        Taps.Last => blocks[^1..],
        Taps.Blocks => blocks,
        _ => [.. deviations, .. blocks],
    };

    private static Symbol Deviation(Symbol map, string name)
    {
        // Rows and columns between those that are left out.
        var strides = Math.Max(1, Math.Min(map.Shape[0], map.Shape[1]) / EnoughPlaces);
        var places = strides == 1 ? map : new MaxPooling2D(1, strides, name: $"places_{name}").Apply(map);
        return new GlobalDeviationPooling2D(name: $"deviation_{name}").Apply(places);
    }

    private static int Width(Symbol[] places) => places.Sum(place => place.Shape.Channels);
}
