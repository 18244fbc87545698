namespace Graft.Cli.Output;

/// <summary>One stage of running work.</summary>
internal abstract class ProgressStage : IDisposable
{
    /// <summary>Says how much is done since the stage began, and what else there is to say of it now.</summary>
    public abstract void Report(long done, string? remark = null);

    public abstract void Dispose();
}
