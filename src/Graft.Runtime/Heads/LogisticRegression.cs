namespace Graft.Runtime.Heads;

/// <summary>
/// Multinomial logistic regression to its optimum: the mean negative log likelihood plus penalty / 2 times the sum of the squared
/// weights, the biases free.
/// </summary>
/// <param name="algebra">What computes.</param>
/// <param name="tolerance">How near to the optimum: the largest entry of the gradient that is left, above 0.</param>
/// <param name="iterations">Steps at most, at least 1.</param>
public sealed class LogisticRegression(ILinearAlgebra algebra, double tolerance = 1e-7, int iterations = 1000)
{
    /// <summary>Fits a head.</summary>
    /// <param name="rows"><c>[rows, features]</c>, best standardised.</param>
    /// <param name="labels">For each row the index of its class.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="penalty">What weights cost, above 0.</param>
    /// <param name="weights">For each row how often it counts, their mean 1; all alike where left out.</param>
    /// <param name="start">Where to begin, such as the optimum of another penalty; zeros where left out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public LinearHead Fit(
        Matrix rows,
        IReadOnlyList<int> labels,
        int classes,
        double penalty,
        IReadOnlyList<double>? weights = null,
        LinearHead? start = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(penalty);
        if (labels.Count != rows.Rows)
            throw new ArgumentException($"There are {rows.Rows} rows and {labels.Count} labels.", nameof(labels));
        var point = new double[(rows.Columns + 1) * classes];
        start?.Kernel.Values.CopyTo(point, 0);
        start?.Bias.CopyTo(point, rows.Columns * classes);
        new LimitedMemoryMinimizer(tolerance, iterations)
            .Run(new Loss(rows, labels, classes, penalty, weights, algebra), point, cancellationToken);
        var kernel = new Matrix(rows.Columns, classes);
        point.AsSpan(0, kernel.Values.Length).CopyTo(kernel.Values);
        return new LinearHead(kernel, point[kernel.Values.Length..]);
    }

    private sealed class Loss(
        Matrix rows,
        IReadOnlyList<int> labels,
        int classes,
        double penalty,
        IReadOnlyList<double>? weights,
        ILinearAlgebra algebra) : IDifferentiable
    {
        private readonly Matrix kernel = new(rows.Columns, classes);

        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            point[..kernel.Values.Length].CopyTo(kernel.Values);
            var bias = point[kernel.Values.Length..];
            var errors = new Matrix(rows.Rows, classes);
            for (var row = 0; row < errors.Rows; row++)
                bias.CopyTo(errors.Row(row));
            algebra.AddProduct(rows, kernel, errors);
            var loss = 0.0;
            var biasGradient = gradient[kernel.Values.Length..];
            biasGradient.Clear();
            for (var row = 0; row < errors.Rows; row++)
                loss += Errors(errors.Row(row), labels[row], (weights?[row] ?? 1) / rows.Rows, biasGradient);
            var kernelGradient = new Matrix(kernel.Rows, kernel.Columns);
            algebra.AddProduct(rows, errors, kernelGradient, transposeLeft: true);
            var squares = 0.0;
            for (var i = 0; i < kernel.Values.Length; i++)
            {
                squares += kernel.Values[i] * kernel.Values[i];
                gradient[i] = kernelGradient.Values[i] + penalty * kernel.Values[i];
            }
            return loss + penalty / 2 * squares;
        }

        // Turns logits into the loss's gradient by them; gives the loss.
        private static double Errors(Span<double> logits, int label, double weight, Span<double> biasGradient)
        {
            var loss = Softmax.WithLoss(logits, label);
            for (var k = 0; k < logits.Length; k++)
            {
                logits[k] = weight * (logits[k] - (k == label ? 1 : 0));
                biasGradient[k] += logits[k];
            }
            return weight * loss;
        }
    }
}
