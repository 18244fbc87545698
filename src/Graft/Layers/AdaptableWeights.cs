using Graft.Operations;

namespace Graft.Layers;

/// <summary>What a layer computes before its activation, where that is a product with one matrix for each point.</summary>
/// <param name="Kernel">The matrix: <c>[in, out]</c>, or a convolution's kernel <c>[1, 1, in, out]</c> in Keras's order of axes.</param>
/// <param name="Strides">The steps from point to point.</param>
internal sealed record PointProduct(Weight Kernel, Size2D Strides);

/// <summary>The weights by which the channels of what a layer gives, before its activation, can be scaled and shifted.</summary>
/// <param name="Factor">Scales a channel, alone or as a kernel's outputs.</param>
/// <param name="ChannelAxis">The axis of its channels in libtorch's order.</param>
/// <param name="Shift">Is added to a channel.</param>
internal sealed record ChannelScaleAndShift(Weight Factor, int ChannelAxis, Weight Shift);
