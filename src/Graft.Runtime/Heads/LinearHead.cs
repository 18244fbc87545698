namespace Graft.Runtime.Heads;

/// <summary>A head as a dense layer writes it down: logits = features · kernel + bias, probabilities by a softmax.</summary>
/// <param name="Kernel"><c>[features, classes]</c></param>
/// <param name="Bias"><c>[classes]</c></param>
public sealed record LinearHead(Matrix Kernel, double[] Bias)
{
    /// <summary>The same head on features that are not standardised.</summary>
    /// <param name="rows">The standardised rows that it was found on.</param>
    public LinearHead Before(StandardisedRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (kernel, bias) = (Kernel.Copy(), (double[])Bias.Clone());
        for (var feature = 0; feature < kernel.Rows; feature++)
        {
            for (var k = 0; k < bias.Length; k++)
            {
                kernel[feature, k] *= rows.Factors[feature];
                bias[k] -= rows.Means[feature] * kernel[feature, k];
            }
        }
        return new LinearHead(kernel, bias);
    }

    /// <summary>The logits of rows, <c>[rows, classes]</c>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="algebra">What multiplies.</param>
    public Matrix Logits(FeatureRows rows, ILinearAlgebra algebra)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(algebra);
        var logits = new Matrix(rows.Count, Bias.Length);
        for (var row = 0; row < rows.Count; row++)
            Bias.CopyTo(logits.Row(row));
        RowBlocks.Each(rows, (block, first) =>
        {
            var part = new Matrix(block.Rows, Bias.Length);
            algebra.AddProduct(block, Kernel, part);
            for (var row = 0; row < block.Rows; row++)
                for (var k = 0; k < Bias.Length; k++)
                    logits[first + row, k] += part[row, k];
        });
        return logits;
    }
}
