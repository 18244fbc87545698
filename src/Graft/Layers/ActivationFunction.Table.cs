using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

// Every activation of Keras 3 with its default constants, and two of timm's that come near gelu: once for libtorch, once as
// primitive operations.
public sealed partial class ActivationFunction
{
    private const double QuickGelu = 1.702;

    private static readonly Dictionary<string, ActivationFunction> All =
        Table().ToDictionary(function => function.Name, StringComparer.Ordinal);

    static ActivationFunction()
    {
        All["swish"] = All["silu"];
        All["hard_swish"] = All["hard_silu"];
    }

    private static IEnumerable<ActivationFunction> Table()
    {
        yield return new("linear", x => x.alias(), (_, x) => x);
        yield return Each("relu", x => functional.relu(x), ElementwiseFunction.Relu);
        yield return Each("relu6", x => functional.relu6(x), ElementwiseFunction.Clip, 0, 6);
        yield return Each("leaky_relu", x => x.LeakyRelu(0.2), ElementwiseFunction.LeakyRelu, 0.2);
        yield return Each("elu", x => x.Elu(1), ElementwiseFunction.Elu, 1);
        yield return Each("selu", x => functional.selu(x), ElementwiseFunction.Selu);
        yield return Each("celu", x => x.Celu(1), ElementwiseFunction.Celu, 1);
        yield return Each("softplus", x => x.Softplus(), ElementwiseFunction.Softplus);
        yield return Each("softsign", x => InScope(x, v => v / v.abs().Plus(1)), ElementwiseFunction.Softsign);
        yield return Each("sigmoid", x => x.sigmoid(), ElementwiseFunction.Sigmoid);
        yield return Each("hard_sigmoid", x => functional.hardsigmoid(x), ElementwiseFunction.HardSigmoid, 1.0 / 6, 0.5);
        yield return Each("silu", x => functional.silu(x), ElementwiseFunction.Silu);
        yield return Each("hard_silu", x => functional.hardswish(x), ElementwiseFunction.HardSilu);
        yield return Each("tanh", x => x.tanh(), ElementwiseFunction.Tanh);
        yield return Each("hard_tanh", x => x.Between(-1, 1), ElementwiseFunction.Clip, -1, 1);
        yield return Each("tanh_shrink", x => functional.tanhshrink(x), ElementwiseFunction.TanhShrink);
        yield return Each("exponential", x => x.exp(), ElementwiseFunction.Exponential);
        yield return Each("gelu", x => functional.gelu(x), ElementwiseFunction.Gelu);
        yield return Each("gelu_tanh", x => InScope(x, GeluTanh), ElementwiseFunction.GeluTanh);
        yield return Each(
            "quick_gelu", x => InScope(x, v => v * v.Times(QuickGelu).sigmoid()), ElementwiseFunction.QuickGelu, QuickGelu);
        yield return Each("log_sigmoid", x => functional.logsigmoid(x), ElementwiseFunction.LogSigmoid);
        yield return Each("mish", x => InScope(x, v => v * v.Softplus().tanh()), ElementwiseFunction.Mish);
        yield return Each("hard_shrink", x => x.HardShrink(0.5), ElementwiseFunction.HardShrink, 0.5);
        yield return Each("soft_shrink", x => x.SoftShrink(0.5), ElementwiseFunction.SoftShrink, 0.5);
        yield return Each("squareplus", x => InScope(x, v => v.Plus((v * v).Plus(4).sqrt()).Over(2)), ElementwiseFunction.Squareplus, 4);
        yield return Each("sparse_plus", x => InScope(x, SparsePlus), ElementwiseFunction.SparsePlus);
        yield return Each("sparse_sigmoid", x => InScope(x, v => v.Plus(1).Over(2).Between(0, 1)), ElementwiseFunction.SparseSigmoid);
        yield return Each("threshold", x => x.Threshold(0, 0), ElementwiseFunction.Threshold, 0, 0);
        yield return Channels("softmax", (x, axis) => x.softmax(axis), NormalizeKind.Softmax);
        yield return Channels("log_softmax", (x, axis) => x.log_softmax(axis), NormalizeKind.LogSoftmax);
        yield return Channels("sparsemax", Sparsemax, NormalizeKind.Sparsemax);
        yield return new("glu", x => functional.glu(x, ChannelAxis(x)), LowerGlu);
    }

    private static Tensor GeluTanh(Tensor x)
    {
        var argument = x.Plus(x * x * x, 0.044715).Times(Math.Sqrt(2 / Math.PI));
        return x.Over(2) * argument.tanh().Plus(1);
    }

    private static ActivationFunction Each(
        string name, Func<Tensor, Tensor> forward, ElementwiseFunction function, double alpha = 0, double beta = 0) =>
        new(name, forward, (writer, x) => writer.Elementwise(x, function, alpha, beta));

    private static ActivationFunction Channels(string name, Func<Tensor, int, Tensor> forward, NormalizeKind kind) =>
        new(name, x => forward(x, ChannelAxis(x)), (writer, x) => writer.Normalize(x, kind, x.Shape.Rank - 1));

    private static int ChannelAxis(Tensor x) => x.dim() == 4 ? 1 : (int)x.dim() - 1;

    private static Tensor InScope(Tensor x, Func<Tensor, Tensor> function)
    {
        using var scope = NewDisposeScope();
        return function(x).MoveToOuterDisposeScope();
    }

    private static Tensor SparsePlus(Tensor x)
    {
        var between = x.Plus(1).Squared().Over(4);
        return where(x.IsUpTo(-1), zeros_like(x), where(x.IsBelow(1), between, x));
    }

    // The threshold is found from the sorted values: the largest k for which 1 + k·x_k exceeds the sum of the k largest.
    private static Tensor Sparsemax(Tensor x, int axis)
    {
        using var scope = NewDisposeScope();
        var moved = x.transpose(axis, -1);
        var (sorted, _) = moved.sort(-1, descending: true);
        var sums = sorted.cumsum(-1);
        var ranks = ones_like(sorted).cumsum(-1);
        var support = (sorted * ranks).Plus(1).gt(sums).to(x.dtype);
        var count = support.sum(-1, keepdim: true);
        var threshold = (sorted * support).sum(-1, keepdim: true).Minus(1) / count;
        return moved.Minus(threshold).AtLeast(0).transpose(axis, -1).MoveToOuterDisposeScope();
    }

    private static Value LowerGlu(OperationWriter writer, Value x)
    {
        var axis = x.Shape.Rank - 1;
        var half = x.Shape.Channels / 2;
        var gate = writer.Elementwise(writer.Slice(x, axis, half, half), ElementwiseFunction.Sigmoid);
        return writer.Binary(writer.Slice(x, axis, 0, half), gate, BinaryKind.Multiply);
    }
}
