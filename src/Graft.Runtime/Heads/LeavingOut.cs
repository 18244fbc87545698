namespace Graft.Runtime.Heads;

/// <summary>
/// The distances of a picture's rows to the means of a model without them. With the picture's centred rows D (r of them), the
/// scatter loses Dᵀ B D with B = I + 11ᵀ / (n - r), n rows being in its class, and the class's mean moves by -Σd / (n - r).
/// </summary>
internal sealed class LeavingOut(TrainingRows training, ISolvedScatter scatter)
{
    /// <summary>Writes minus half of the squared distance to each class.</summary>
    /// <param name="picture">Which picture.</param>
    /// <param name="leverages">Its rows' products, <c>[views, views]</c>.</param>
    /// <param name="averaged">Whether over all its views, or for the first alone.</param>
    /// <param name="result">For each class the distance.</param>
    public void Distances(int picture, ReadOnlySpan<double> leverages, bool averaged, Span<double> result)
    {
        var (views, own) = (training.Views, training.Labels[picture]);
        var left = training.Counts[own] - views;
        var correction = Correction(leverages, training.Counts[own]);
        var share = (double)(training.Labels.Length - views) / training.Labels.Length;
        Span<double> product = stackalloc double[views];
        for (var k = 0; k < result.Length; k++)
        {
            var sum = 0.0;
            for (var view = 0; view < (averaged ? views : 1); view++)
            {
                var distance = k == own
                    ? ToOwnMean(leverages, view, left, product)
                    : ToMean(picture, leverages, view, own, k, product);
                for (var i = 0; i < views; i++)
                    for (var j = 0; j < views; j++)
                        distance += product[i] * correction[i * views + j] * product[j];
                sum += distance;
            }
            result[k] = -0.5 * share * sum / (averaged ? views : 1);
        }
    }

    // (B⁻¹ / a - Q)⁻¹, the middle of Woodbury's identity; B⁻¹ = I - 11ᵀ / n.
    private double[] Correction(ReadOnlySpan<double> leverages, int rowsInClass)
    {
        var views = training.Views;
        var middle = new double[views * views];
        for (var i = 0; i < views; i++)
            for (var j = 0; j < views; j++)
                middle[i * views + j] =
                    ((i == j ? 1.0 : 0) - 1.0 / rowsInClass) / scatter.Shrinkage.Scatter - leverages[i * views + j];
        SmallInverse.Of(middle, views);
        return middle;
    }

    // The row less the class's new mean is a sum of the picture's own rows.
    private double ToOwnMean(ReadOnlySpan<double> leverages, int view, int left, Span<double> product)
    {
        var views = training.Views;
        var distance = 0.0;
        for (var i = 0; i < views; i++)
        {
            product[i] = leverages[i * views + view];
            for (var j = 0; j < views; j++)
                product[i] += leverages[i * views + j] / left;
        }
        for (var i = 0; i < views; i++)
            distance += ((i == view ? 1.0 : 0) + 1.0 / left) * product[i];
        return distance;
    }

    private double ToMean(int picture, ReadOnlySpan<double> leverages, int view, int own, int k, Span<double> product)
    {
        var views = training.Views;
        for (var i = 0; i < views; i++)
        {
            var projections = scatter.Projections.Row(training.RowOf(picture, i));
            product[i] = leverages[i * views + view] + projections[own] - projections[k];
        }
        var products = scatter.MeanProducts;
        var row = scatter.Projections.Row(training.RowOf(picture, view));
        return leverages[view * views + view] + 2 * (row[own] - row[k])
            + products[own, own] - 2 * products[own, k] + products[k, k];
    }
}
