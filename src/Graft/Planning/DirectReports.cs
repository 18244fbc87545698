namespace Graft.Planning;

/// <summary>Passes reports on at once, on the thread they come from.</summary>
/// <param name="report">Gets them.</param>
internal sealed class DirectReports<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
