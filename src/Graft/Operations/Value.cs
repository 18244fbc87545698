namespace Graft.Operations;

/// <summary>What flows from one operation to the next: a batch of samples of one shape.</summary>
public sealed class Value
{
    internal Value(Shape shape) => Shape = shape;

    /// <summary>The shape of one sample, channels last.</summary>
    public Shape Shape { get; }
}
