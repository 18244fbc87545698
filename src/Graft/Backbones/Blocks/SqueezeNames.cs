namespace Graft.Backbones.Blocks;

/// <summary>What the layers are called that weigh channels by what is in the whole map.</summary>
/// <param name="Pool">The mean of the map.</param>
/// <param name="Reduce">The convolution to fewer channels.</param>
/// <param name="Activation">The activation behind it.</param>
/// <param name="Expand">The convolution back.</param>
/// <param name="Gate">The activation that gives the weights.</param>
/// <param name="Product">The weighed map.</param>
internal readonly record struct SqueezeNames(
    string Pool, string Reduce, string Activation, string Expand, string Gate, string Product);
