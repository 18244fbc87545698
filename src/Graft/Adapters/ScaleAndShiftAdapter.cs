using Graft.Engine;
using Graft.Layers;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Adapters;

/// <summary>
/// SSF (Lian et al., 2022): scales and shifts each channel of what a layer gives, before its activation. At first by 1 and 0.
/// </summary>
public sealed class ScaleAndShiftAdapter : LayerAdapter
{
    private readonly ChannelScaleAndShift own;
    private readonly Weight scale;
    private readonly Weight shift;

    /// <param name="layer">A layer that is built.</param>
    /// <param name="own">Its weights that can take it up.</param>
    internal ScaleAndShiftAdapter(Layer layer, ChannelScaleAndShift own) : base(layer)
    {
        this.own = own;
        var shape = own.Shift.Shape;
        scale = new Weight(layer, "ssf_scale", shape, WeightLayout.Same, Initializer.Ones, isStatistic: false);
        shift = new Weight(layer, "ssf_shift", shape, WeightLayout.Same, Initializer.Zeros, isStatistic: false);
        Weights = [scale, shift];
    }

    /// <summary><c>ssf_scale</c> and <c>ssf_shift</c>, both <c>[channels]</c>.</summary>
    public override IReadOnlyList<Weight> Weights { get; }

    /// <summary>Whether a layer can have one.</summary>
    internal static bool Fits(Layer layer) => layer.ChannelScaleAndShift is not null;

    internal override Tensor Adapt(Tensor input, Tensor output)
    {
        using var scope = NewDisposeScope();
        var (factor, summand) = (scale.Tensor.to(output.dtype), shift.Tensor.to(output.dtype));
        return Layout.FromLogical(Layout.ToLogical(output).mul(factor).Plus(summand)).MoveToOuterDisposeScope();
    }

    internal override Value Lower(OperationWriter writer, Value input, Value output) =>
        writer.ChannelAffine(output, scale.Tensor.detach().clone(), shift.Tensor.detach().clone());

    internal override void Merge()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var factor = own.Factor.Tensor;
        long[] alongChannels = [.. Enumerable.Range(0, (int)factor.dim()).Select(axis => axis == own.ChannelAxis ? -1L : 1L)];
        factor.mul_(scale.Tensor.reshape(alongChannels));
        own.Shift.Tensor.mul_(scale.Tensor).Add(shift.Tensor);
    }
}
