using Graft.Backbones;
using Graft.Layers;
using Graft.Models;
using Graft.Runtime.Heads;

namespace Graft.Planning;

/// <summary>A frozen backbone with one row of numbers for each of its blocks: the mean of its map, or of its steps.</summary>
internal sealed class TappedNetwork
{
    private readonly Symbol[] blocks;

    public TappedNetwork(Model network, Backbone backbone)
    {
        Network = network;
        Blocks = LayerBlocks.EndingAt(network, backbone.Blocks);
        blocks = [.. backbone.Blocks.Select((name, i) => Pooled(backbone, name, isLast: i == backbone.Blocks.Count - 1))];
    }

    /// <summary>The backbone.</summary>
    public Model Network { get; }

    /// <summary>The backbone's layers, block by block from the input up.</summary>
    public IReadOnlyList<IReadOnlyList<Layer>> Blocks { get; }

    /// <summary>Numbers of the last block.</summary>
    public int LastWidth => blocks[^1].Shape.Channels;

    /// <summary>From pictures to the numbers of all blocks, one output for each.</summary>
    public Model Trunk() => new([Network.Input], blocks, "trunk");

    /// <summary>The numbers of the blocks in one row.</summary>
    public Symbol Features(Taps taps) => Outputs(taps) is [var only]
        ? only
        : new Concatenate(name: "blocks").Apply(Outputs(taps));

    private Symbol[] Outputs(Taps taps) => taps == Taps.Last ? blocks[^1..] : blocks;

    private Symbol Pooled(Backbone backbone, string layer, bool isLast) => backbone.Pool(
        Network.Nodes.Single(node => node.Layer.Name == layer).Outputs[0], isLast ? "pooled" : $"pooled_{layer}");
}
