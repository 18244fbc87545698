namespace Graft.Operations;

/// <summary>A network's inference, written down as primitive operations in the order they run.</summary>
/// <param name="Inputs">What is fed.</param>
/// <param name="Operations">Each reads inputs and outputs of earlier ones only.</param>
/// <param name="Outputs">What comes out.</param>
public sealed record OperationGraph(
    IReadOnlyList<Value> Inputs, IReadOnlyList<Operation> Operations, IReadOnlyList<Value> Outputs)
{
    /// <summary>Multiplications with additions for one sample.</summary>
    public long MultiplyAdds => Operations.Sum(operation => operation.MultiplyAdds);
}
