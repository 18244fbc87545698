namespace Graft.Cli.Output;

/// <summary>Where running work shows how far it is.</summary>
internal abstract class ProgressBoard
{
    /// <summary>Begins a stage of the work; it ends when it is disposed.</summary>
    /// <param name="name">What is done, as a heading: "Trunk".</param>
    /// <param name="unit">What is counted, in the plural: "pictures".</param>
    /// <param name="total">How many there will be.</param>
    public abstract ProgressStage Begin(string name, string unit, long total);
}
