using Graft.Layers;

namespace Graft.Export;

/// <summary>The part of a classifier that computes maps or steps: what a network's head stands on.</summary>
internal static class ClassifierTrunk
{
    /// <summary>From the classifier's input to the vectors that its last maps or steps become.</summary>
    /// <exception cref="OnnxException">It computes none, or gives one.</exception>
    public static Model Of(Model classifier)
    {
        var leadsOn = new HashSet<Symbol>();
        foreach (var node in classifier.Nodes.Reverse())
            if (node.Outputs.Any(output => output.Shape.Rank > 1 || leadsOn.Contains(output)))
                leadsOn.UnionWith(node.Inputs);
        // A vector in the middle, such as a squeeze-and-excitation's, leads to a map again and is no end.
        Symbol[] ends =
        [
            .. from node in classifier.Nodes
               from output in node.Outputs
               where output.Shape.Rank == 1 && !leadsOn.Contains(output) && node.Inputs.Any(input => input.Shape.Rank > 1)
               select output,
        ];
        if (ends.Length == 0 || classifier.Outputs.Any(output => output.Shape.Rank > 1))
            throw new OnnxException($"The model '{classifier.Name}' has no maps or steps with a head behind them, so no part of it "
                + "is computed in 8 bits.");
        return new Model(classifier.Inputs, ends, "trunk");
    }
}
