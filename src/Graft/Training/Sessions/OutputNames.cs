namespace Graft.Training.Sessions;

/// <summary>What the outputs of a model are called.</summary>
internal static class OutputNames
{
    /// <summary>The name of the layer that gives the output; numbered where a layer gives several.</summary>
    public static string Of(Model model, int index)
    {
        var layer = model.Outputs[index].Node.Layer;
        var same = model.Outputs.Count(output => output.Node.Layer == layer);
        if (same == 1)
            return layer.Name;
        var before = model.Outputs.Take(index).Count(output => output.Node.Layer == layer);
        return FormattableString.Invariant($"{layer.Name}_{before}");
    }
}
