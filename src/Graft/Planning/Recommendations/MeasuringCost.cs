namespace Graft.Planning.Recommendations;

/// <summary>
/// Predicts how long it takes to measure a backbone, from what others took: the network by its multiplications, the heads by those of
/// the solution.
/// </summary>
internal sealed class MeasuringCost
{
    private const int Views = 2;
    private const double LearnedShare = (CrossValidation.Folds - 1.0) / CrossValidation.Folds;

    // Before the first head was found on this machine: what two cores do, or less.
    private double headMultiplyAddsPerSecond = 5e9;
    private double? multiplyAddsPerSecond;

    /// <summary>The seconds for the heads of all folds.</summary>
    public double HeadSeconds(CandidateNetwork network, int pictures) =>
        HeadMultiplyAdds(network, pictures) / headMultiplyAddsPerSecond;

    /// <summary>The seconds for everything, by other networks alone; 0 for the network's part before the first one.</summary>
    public double Seconds(CandidateNetwork network, int pictures) =>
        HeadSeconds(network, pictures)
        + (multiplyAddsPerSecond is { } rate ? Views * pictures * network.MultiplyAdds / rate : 0);

    /// <summary>The seconds for everything, where the network's own rate is known.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pictures">How many pictures judge it.</param>
    /// <param name="unknown">How many of them have to be run.</param>
    /// <param name="picturesPerSecond">How many it runs in a second.</param>
    public double Seconds(CandidateNetwork network, int pictures, int unknown, double picturesPerSecond) =>
        HeadSeconds(network, pictures) + Views * unknown / picturesPerSecond;

    /// <summary>Takes note of the rate of a network.</summary>
    public void Learn(CandidateNetwork network, double picturesPerSecond) =>
        multiplyAddsPerSecond = picturesPerSecond * network.MultiplyAdds;

    /// <summary>Takes note of how long the heads took.</summary>
    public void LearnHeads(CandidateNetwork network, int pictures, TimeSpan time) =>
        headMultiplyAddsPerSecond = HeadMultiplyAdds(network, pictures) / Math.Max(time.TotalSeconds, 1e-3);

    // For each kind of taps, without and with mirror images: a covariance of rows or of columns, whichever are fewer.
    private static double HeadMultiplyAdds(CandidateNetwork network, int pictures) => CrossValidation.Folds
        * network.Widths.Ways.Select(network.Widths.Of).Sum(width =>
            Enumerable.Range(1, Views).Sum(views => Covariance(views * LearnedShare * pictures, width)));

    private static double Covariance(double rows, double width) => rows * width * Math.Min(rows, width);
}
