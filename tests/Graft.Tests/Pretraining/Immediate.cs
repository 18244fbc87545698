namespace Graft.Tests.Pretraining;

/// <summary>Hears of progress on the thread that reports it.</summary>
internal sealed class Immediate<T>(Action<T> heard) : IProgress<T>
{
    public void Report(T value) => heard(value);
}
