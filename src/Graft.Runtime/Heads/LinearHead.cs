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

    /// <summary>The same head with its logits divided.</summary>
    /// <param name="temperature">By what, above 0.</param>
    public LinearHead DividedBy(double temperature) =>
        new(Kernel.Copy().Times(1 / temperature), [.. Bias.Select(value => value / temperature)]);

    /// <summary>The logits of rows, <c>[rows, classes]</c>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="algebra">What multiplies.</param>
    public Matrix Logits(FeatureRows rows, ILinearAlgebra algebra)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(algebra);
        var logits = new Matrix(rows.Count, Bias.Length);
        RowBlocks.Each(rows, (block, first) =>
            Logits(block, algebra).Values.CopyTo(logits.Values, first * Bias.Length));
        return logits;
    }

    /// <inheritdoc cref="Logits(FeatureRows, ILinearAlgebra)"/>
    public Matrix Logits(Matrix rows, ILinearAlgebra algebra)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(algebra);
        var logits = new Matrix(rows.Rows, Bias.Length);
        for (var row = 0; row < rows.Rows; row++)
            Bias.CopyTo(logits.Row(row));
        algebra.AddProduct(rows, Kernel, logits);
        return logits;
    }
}
