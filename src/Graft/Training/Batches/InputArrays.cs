namespace Graft.Training.Batches;

/// <summary>Checks arrays against the inputs of a model.</summary>
internal static class InputArrays
{
    /// <summary>Notes everything that does not fit.</summary>
    public static void Check(Model model, IReadOnlyList<NDArray> inputs, Problems problems)
    {
        problems.Require(
            inputs.Count == model.Inputs.Count,
            $"the model has {model.Inputs.Count} inputs; arrays for {inputs.Count} were given.");
        foreach (var (given, wanted) in inputs.Zip(model.Inputs))
        {
            var fits = given.Shape.Skip(1).SequenceEqual(wanted.Shape.Dimensions);
            var shape = string.Join(", ", given.Shape.Select(size => FormattableString.Invariant($"{size}")));
            problems.Require(
                fits,
                $"the input '{wanted.Node.Layer.Name}' takes {wanted.Shape}; an array of the shape ({shape}) was given.");
        }
        problems.Require(
            inputs.All(input => input.Count == inputs[0].Count),
            $"the arrays of the inputs have different numbers of samples.");
        problems.Require(inputs.Count == 0 || inputs[0].Count > 0, $"there is no sample.");
    }
}
