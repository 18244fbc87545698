namespace Graft.Planning.Comparison;

/// <summary>How long trainings take, by those that were.</summary>
internal sealed class ComparisonPace
{
    private readonly Dictionary<ComparisonMethod, double> secondsOfPicture = [];

    /// <summary>Whether anything is known of a method.</summary>
    public bool Knows(ComparisonMethod method) => secondsOfPicture.ContainsKey(method);

    /// <summary>Learns from a training.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="pictures">Its pictures.</param>
    /// <param name="epochs">Its epochs; 0 and 1 are the same.</param>
    /// <param name="seconds">How long it took.</param>
    public void Learn(ComparisonMethod method, int pictures, int epochs, double seconds) =>
        secondsOfPicture[method] = seconds / (Math.Max(pictures, 1) * (double)Math.Max(epochs, 1));

    /// <summary>How many epochs fit into a time: at least 1, at most as many as are usual.</summary>
    public int Epochs(ComparisonMethod method, int pictures, int usual, TimeSpan time) => (int)Math.Clamp(
        Math.Floor(time.TotalSeconds / (secondsOfPicture[method] * Math.Max(pictures, 1))), 1, usual);

    /// <summary>The seconds that a training will take; null where nothing is known of its method.</summary>
    public double? Seconds(ComparisonMethod method, int pictures, int epochs) =>
        secondsOfPicture.TryGetValue(method, out var seconds) ? seconds * pictures * Math.Max(epochs, 1) : null;
}
