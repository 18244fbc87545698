namespace Graft.Runtime.Heads;

/// <summary>The scatter within the classes, in the space where it is smaller. Disposed, it gives its memory to others.</summary>
internal interface IScatterSpace : IDisposable
{
    /// <summary>The features' mean variance within the classes.</summary>
    double MeanVariance { get; }

    ISolvedScatter Solve(Shrinkage shrinkage);
}

/// <summary>
/// Everything that is asked of the inverse C⁻¹ of a shrunk covariance. Disposed, it gives its memory to the next solution in the same space.
/// </summary>
internal interface ISolvedScatter : IDisposable
{
    /// <summary>How the covariance was shrunk.</summary>
    Shrinkage Shrinkage { get; }

    /// <summary>mᵀ C⁻¹ m of all means, <c>[classes, classes]</c>.</summary>
    Matrix MeanProducts { get; }

    /// <summary>dᵀ C⁻¹ m of all centred rows and all means, <c>[rows, classes]</c>.</summary>
    Matrix Projections { get; }

    /// <summary>C⁻¹ m of all means, <c>[features, classes]</c>.</summary>
    Matrix Coefficients();

    /// <summary>
    /// dᵀ C⁻¹ d of each picture's centred rows with each other, <c>[pictures, views · views]</c>.
    /// </summary>
    Matrix Leverages(IReadOnlyList<int> pictures);
}
