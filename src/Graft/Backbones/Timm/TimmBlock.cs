using Graft.Backbones.Blocks;
using Graft.Layers;

namespace Graft.Backbones.Timm;

/// <summary>A block of timm's mobile networks, at its final width.</summary>
/// <param name="Filters">Channels that it gives.</param>
internal abstract record TimmBlock(int Filters)
{
    /// <summary>The block behind a map.</summary>
    /// <param name="input">The map.</param>
    /// <param name="at">The name of the block's module.</param>
    /// <param name="layers">Padding, epsilon and momentum.</param>
    public abstract Symbol Apply(Symbol input, string at, TorchLayers layers);

    /// <summary>The last layer of the block behind a map of so many channels.</summary>
    public string End(string at, int channels) => $"{at}.{(Adds(channels) ? "add" : Last)}";

    /// <summary>Whether the block adds an input of so many channels to its output.</summary>
    protected abstract bool Adds(int channels);

    /// <summary>The last layer where it does not.</summary>
    protected abstract string Last { get; }
}
