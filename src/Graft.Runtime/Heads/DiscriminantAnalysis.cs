namespace Graft.Runtime.Heads;

/// <summary>
/// Linear discriminant analysis (Fisher, 1936) with a covariance shrunk towards a multiple of the identity (Friedman, 1989): one
/// linear system instead of epochs. With fewer rows than features it is solved in the space of the rows, else in that of the
/// features, whichever is smaller. For one thread at a time.
/// </summary>
public sealed class DiscriminantAnalysis
{
    private readonly TrainingRows training;
    private readonly IScatterSpace space;

    /// <summary>Gathers means and scatter, which all shrinkages share.</summary>
    /// <param name="rows">
    /// The pictures' features; where pictures have several views, first all pictures' first view, then all second ones.
    /// </param>
    /// <param name="labels">For each picture the index of its class.</param>
    /// <param name="classes">Number of classes; each needs at least one picture.</param>
    /// <param name="algebra">What computes.</param>
    /// <exception cref="ArgumentException">Rows and labels do not fit, or a class has no picture.</exception>
    public DiscriminantAnalysis(FeatureRows rows, IReadOnlyList<int> labels, int classes, ILinearAlgebra algebra)
        : this(rows, labels, classes, algebra, new MatrixRoom())
    {
    }

    internal DiscriminantAnalysis(
        FeatureRows rows, IReadOnlyList<int> labels, int classes, ILinearAlgebra algebra, MatrixRoom room)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(algebra);
        training = new TrainingRows(rows, labels, classes);
        space = training.Rows.Count < training.Rows.Width
            ? new RowSpace(training, algebra, room)
            : new FeatureSpace(training, algebra, room);
    }

    /// <summary>Solves for one shrinkage.</summary>
    /// <param name="shrinkage">
    /// The identity's share, from 0 to 1; above 0 where there are fewer rows than features.
    /// </param>
    /// <exception cref="ArithmeticException">The shrunk covariance is singular: the shrinkage is too small.</exception>
    public DiscriminantSolution Solve(double shrinkage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shrinkage);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shrinkage, 1);
        // Pictures that are each the only one of their class have no scatter: the nearest mean is all that is left.
        var variance = space.MeanVariance > 0 ? space.MeanVariance : 1;
        return new DiscriminantSolution(training, space.Solve(new Shrinkage(shrinkage, variance, training.Rows.Count)));
    }

    /// <summary>Gives its memory to the next analysis in the same room; it is of no more use then.</summary>
    internal void Release() => space.Dispose();
}
