using Graft.Engine;
using Graft.Operations;
using Graft.Trunk.Programs;
using static TorchSharp.torch;
using Convolution = Graft.Operations.Convolution;

namespace Graft.Tests.Trunk.Programs;

/// <summary>
/// What a network of convolutions gives where it is computed in float64 and only what is kept is in a format of fewer digits:
/// kernels, every map as it is written down, and what a matrix product reads and gives. So it has the errors of the format, and
/// none of its own.
/// </summary>
/// <param name="type">The format; float64 to round nothing.</param>
internal sealed class RoundedNetwork(ScalarType type)
{
    private readonly Dictionary<Value, Tensor> values = [];

    /// <param name="graph">The network.</param>
    /// <param name="input">What it is fed, in libtorch's layout.</param>
    /// <param name="type">What is kept in.</param>
    /// <returns>Its output as float32.</returns>
    public static float[] Run(OperationGraph graph, Tensor input, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = new RoundedNetwork(type);
        var fused = ConvolutionFusing.Fuse(GraphFolding.Fold(graph));
        network.values[fused.Inputs[0]] = network.Kept(input.to(ScalarType.Float64));
        foreach (var operation in fused.Operations)
        {
            var result = network.Compute(operation);
            // What is pooled to a vector keeps all its digits.
            network.values[operation.Output] = operation.Output.Shape.Rank == 1 ? result : network.Kept(result);
        }
        return network.values[fused.Outputs[0]].to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    private Tensor Compute(Operation operation)
    {
        var read = values[operation.Inputs[0]];
        return operation switch
        {
            FusedConvolution fused => Convolve(fused, read),
            Convolution convolution => Convolve(convolution, read),
            MatrixProduct product => Kept(WithBias(Kept(read).matmul(Kept(product.Kernel.detach())), product.Bias)),
            ChannelAffine affine => read.mul(PerChannel(affine.Scale, read)).Plus(PerChannel(affine.Shift, read)),
            Elementwise function => Apply(function, read),
            Binary { Kind: BinaryKind.Add } sum => read.Plus(values[sum.Right]),
            Binary product => read.mul(values[product.Right]),
            Concatenation { Axis: 2 } parts => cat([.. parts.Inputs.Select(part => values[part])], 1),
            Pool pool => Pooled(pool, read),
            GlobalPool { Kind: PoolKind.Average } => read.mean([2, 3]),
            ZeroPad pad => Padded(read, pad.Margins),
            Reshaping reshaping => Layout.FromLogical(
                Layout.ToLogical(read).reshape([1, .. reshaping.Output.Shape.Dimensions.Select(size => (long)size)])),
            _ => throw new NotSupportedException($"{operation.GetType().Name} is not computed here."),
        };
    }

    private Tensor Convolve(FusedConvolution fused, Tensor map)
    {
        var result = Convolve(fused.Convolution, map);
        if (fused.Summand is { } summand)
            result = result.Plus(values[summand]);
        return fused.Activation is { } function ? Apply(function, result) : result;
    }

    private Tensor Convolve(Convolution convolution, Tensor map)
    {
        var window = convolution.Window;
        return nn.functional.conv2d(
            Padded(map, window.Padding), Kept(convolution.Kernel.detach()), convolution.Bias?.detach().to(ScalarType.Float64),
            [window.Strides.Height, window.Strides.Width], [0L, 0L], [window.Dilation.Height, window.Dilation.Width],
            convolution.Groups);
    }

    private static Tensor Apply(Elementwise operation, Tensor x) => operation.Function switch
    {
        ElementwiseFunction.Relu => x.AtLeast(0),
        ElementwiseFunction.Clip => x.Between(operation.Alpha, operation.Beta),
        ElementwiseFunction.Sigmoid => x.sigmoid(),
        ElementwiseFunction.Silu => x.mul(x.sigmoid()),
        ElementwiseFunction.HardSigmoid => x.Times(operation.Alpha).Plus(operation.Beta).Between(0, 1),
        ElementwiseFunction.HardSilu => x.mul(x.Over(6).Plus(0.5).Between(0, 1)),
        var other => throw new NotSupportedException($"{other} is not computed here."),
    };

    // Padding never counts.
    private static Tensor Pooled(Pool operation, Tensor map)
    {
        var (window, padding) = (operation.Window, operation.Window.Padding);
        long[] size = [window.Size.Height, window.Size.Width], strides = [window.Strides.Height, window.Strides.Width];
        return operation.Kind == PoolKind.Maximum
            ? nn.functional.max_pool2d(Padded(map, padding, -1e30), size, strides)
            : Mean(map).div(Mean(ones_like(map)));

        Tensor Mean(Tensor cells) => nn.functional.avg_pool2d(Padded(cells, padding), size, strides);
    }

    private static Tensor WithBias(Tensor product, Tensor? bias) =>
        bias is null ? product : product.Plus(bias.detach().to(ScalarType.Float64));

    private static Tensor PerChannel(Tensor constant, Tensor map)
    {
        var exact = constant.detach().to(ScalarType.Float64);
        return map.dim() == 4 ? exact.reshape(1, -1, 1, 1) : exact;
    }

    private static Tensor Padded(Tensor map, Margins margins, double value = 0) =>
        nn.functional.pad(map, [margins.Left, margins.Right, margins.Top, margins.Bottom], value: value);

    private Tensor Kept(Tensor value) => value.to(type).to(ScalarType.Float64);
}
