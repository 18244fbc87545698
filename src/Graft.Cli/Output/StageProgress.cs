namespace Graft.Cli.Output;

/// <summary>Passes reports on at once, on the thread that makes them; the framework's own class would queue them.</summary>
internal sealed class StageProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
