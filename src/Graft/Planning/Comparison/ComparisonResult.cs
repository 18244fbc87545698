namespace Graft.Planning.Comparison;

/// <summary>What a comparison came to.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="NetworkMultiplyAdds">Multiplications with additions of one picture through the network.</param>
/// <param name="Points">What was measured, in this order.</param>
/// <param name="Planned">How many trainings were meant to be.</param>
/// <param name="WasStopped">Whether it was asked to stop before all of them were.</param>
public sealed record ComparisonResult(
    ComparisonSettings Settings, int Classes, long NetworkMultiplyAdds, IReadOnlyList<ComparisonPoint> Points, int Planned, bool WasStopped)
{
    /// <summary>Whether what is said of transfer learning holds here.</summary>
    public IReadOnlyList<ComparisonClaim> Claims { get; } = ComparisonClaim.Of(Points);

    /// <summary>
    /// The numbers of pictures a class for which the better one of the transfer methods was better than scratch by more than chance:
    /// their intervals do not touch.
    /// </summary>
    public IReadOnlyList<int> PaysAt =>
    [
        .. Pairs().Where(pair => pair.Transfer.Interval.Low > pair.Scratch.Interval.High).Select(pair => pair.Scratch.Shots),
    ];

    /// <summary>The numbers of pictures a class for which scratch was at least as good as both.</summary>
    public IReadOnlyList<int> DoesNotPayAt =>
        [.. Pairs().Where(pair => pair.Scratch.Accuracy >= pair.Transfer.Accuracy).Select(pair => pair.Scratch.Shots)];

    private IEnumerable<(ComparisonPoint Transfer, ComparisonPoint Scratch)> Pairs() =>
        from scratch in Points
        where scratch.Method == ComparisonMethod.Scratch
        let transfer = Points.Where(point => point.IsTransfer && point.Shots == scratch.Shots).MaxBy(point => point.Accuracy)
        where transfer is not null
        select (transfer, scratch);
}
