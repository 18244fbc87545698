using Graft.Operations;

namespace Graft.Trunk.Programs;

/// <summary>Joins each convolution with the addition and the activation that alone read its result.</summary>
internal static class ConvolutionFusing
{
    public static OperationGraph Fuse(OperationGraph graph)
    {
        var fusing = new Fusing(graph);
        foreach (var operation in graph.Operations)
            fusing.Add(operation);
        return graph with { Operations = fusing.Fused };
    }

    private sealed class Fusing(OperationGraph graph)
    {
        private readonly ValueReaders readers = new(graph);
        private readonly Dictionary<Value, int> places = [];
        private readonly List<Operation?> operations = [];

        public IReadOnlyList<Operation> Fused => [.. operations.OfType<Operation>()];

        public void Add(Operation operation)
        {
            var joined = operation switch
            {
                // Over one channel oneDNN is not to be trusted (see FloatSteps).
                Convolution convolution when convolution.Inputs[0].Shape.Channels > 1 =>
                    new FusedConvolution(convolution, null, null, convolution.Output),
                Binary { Kind: BinaryKind.Add } sum => WithSummand(sum),
                Elementwise activation => WithActivation(activation),
                _ => null,
            };
            places[operation.Output] = operations.Count;
            operations.Add(joined ?? operation);
        }

        // The right one first: a shortcut's own convolution comes before the branch that it is added to.
        private FusedConvolution? WithSummand(Binary sum)
        {
            // Of a map of one cell libtorch cannot tell the order of channels, and oneDNN then takes no summand.
            if (!sum.Left.Shape.Equals(sum.Right.Shape) || sum.Output.Shape is { IsMap: true } map && map[0] * map[1] == 1)
                return null;
            foreach (var (result, summand) in new[] { (sum.Right, sum.Left), (sum.Left, sum.Right) })
                if (Open(result) is { Summand: null } convolution)
                {
                    Remove(convolution);
                    return new FusedConvolution(convolution.Convolution, summand, null, sum.Output);
                }
            return null;
        }

        private FusedConvolution? WithActivation(Elementwise activation)
        {
            if (Open(activation.Inputs[0]) is not { } convolution
                || FusedActivation.Of(activation, afterSum: convolution.Summand is not null) is null)
                return null;
            Remove(convolution);
            return new FusedConvolution(convolution.Convolution, convolution.Summand, activation, activation.Output);
        }

        private FusedConvolution? Open(Value value) =>
            readers.Count(value) == 1 && places.TryGetValue(value, out var place) && operations[place] is FusedConvolution found
                && found.Activation is null
                ? found
                : null;

        private void Remove(FusedConvolution convolution) => operations[places[convolution.Output]] = null;
    }
}
