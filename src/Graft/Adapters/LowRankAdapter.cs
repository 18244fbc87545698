using Graft.Engine;
using Graft.Layers;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Adapters;

/// <summary>
/// LoRA (Hu et al., 2021): beside a dense layer or a convolution of single points, a product with two thin matrices,
/// <c>alpha / rank · x · a · b</c>. At first <c>b</c> is zero.
/// </summary>
public sealed class LowRankAdapter : LayerAdapter
{
    private readonly PointProduct product;
    private readonly Weight a;
    private readonly Weight b;

    /// <param name="layer">A layer that is built.</param>
    /// <param name="product">What it computes.</param>
    /// <param name="rank">Columns of the first matrix.</param>
    /// <param name="alpha">What the product counts, times the rank.</param>
    /// <param name="seed">Chooses the first values.</param>
    internal LowRankAdapter(Layer layer, PointProduct product, int rank, double alpha, int seed) : base(layer)
    {
        (this.product, Rank, Alpha) = (product, rank, alpha);
        var shape = product.Kernel.Shape;
        a = new Weight(
            layer, "lora_a", (shape[-2], rank), WeightLayout.Same, new Initializer("lecun_normal", seed), isStatistic: false);
        b = new Weight(layer, "lora_b", (rank, shape[-1]), WeightLayout.Same, Initializer.Zeros, isStatistic: false);
        Weights = [a, b];
    }

    /// <summary>The number of columns of the first matrix and of rows of the second.</summary>
    public int Rank { get; }

    /// <summary>What the product counts, times <see cref="Rank"/>.</summary>
    public double Alpha { get; }

    /// <summary><c>lora_a</c> <c>[in, rank]</c> and <c>lora_b</c> <c>[rank, out]</c>.</summary>
    public override IReadOnlyList<Weight> Weights { get; }

    private bool IsConvolution => product.Kernel.Layout == WeightLayout.Convolution;

    private Window Strided => new(1, product.Strides, Margins.None, 1);

    private static Window Point => new(1, 1, Margins.None, 1);

    /// <summary>Whether a layer can have one.</summary>
    internal static bool Fits(Layer layer) => layer.PointProduct is not null;

    internal override Tensor Adapt(Tensor input, Tensor output)
    {
        using var scope = NewDisposeScope();
        input = input.to(output.dtype);
        var added = IsConvolution
            ? Convolving.Convolve(Convolving.Convolve(input, Kernel(a.Tensor), null, Strided, 1), Kernel(b.Tensor), null, Point, 1)
            : Layout.FromLogical(Layout.ToLogical(input).matmul(a.Tensor.to(input.dtype)).matmul(b.Tensor.to(input.dtype)));
        return output.Plus(added, Alpha / Rank).MoveToOuterDisposeScope();
    }

    internal override Value Lower(OperationWriter writer, Value input, Value output)
    {
        var scaled = b.Tensor.detach().Times(Alpha / Rank);
        var added = IsConvolution || input.Shape.IsMap
            ? writer.Convolution(
                writer.Convolution(input, Kernel(a.Tensor.detach()), null, Strided, 1), Kernel(scaled), null, Point, 1)
            : writer.MatrixProduct(writer.MatrixProduct(input, a.Tensor, null), scaled, null);
        return writer.Binary(output, added, BinaryKind.Add);
    }

    internal override void Merge()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var added = a.Tensor.matmul(b.Tensor);
        product.Kernel.Tensor.Add(IsConvolution ? Kernel(added) : added, Alpha / Rank);
    }

    // [in, out] as a convolution's kernel [out, in, 1, 1].
    private static Tensor Kernel(Tensor matrix) => matrix.t().unsqueeze(-1).unsqueeze(-1);
}
