namespace Graft.Training.Batches;

/// <summary>Checks samples against the inputs of a model.</summary>
internal static class SampleChecks
{
    /// <summary>Notes everything that does not fit.</summary>
    public static void Check(Model model, ISamples samples, Problems problems)
    {
        samples.Check(problems);
        problems.Require(
            samples.Shapes.Count == model.Inputs.Count,
            $"the model has {model.Inputs.Count} inputs; samples for {samples.Shapes.Count} were given.");
        foreach (var (given, wanted) in samples.Shapes.Zip(model.Inputs))
            problems.Require(
                given.Equals(wanted.Shape),
                $"the input '{wanted.Node.Layer.Name}' takes {wanted.Shape}; samples of the shape {given} were given.");
        problems.Require(samples.Shapes.Count == 0 || samples.Count > 0, $"there is no sample.");
    }
}
