namespace Graft.Pretraining;

/// <summary>What a network learns from a finished one (Hinton, Vinyals and Dean, 2015; Romero et al., 2014).</summary>
/// <param name="Backbone">The teacher, by its name among the backbones.</param>
/// <param name="InputSize">Height and width of what the teacher looks at, in pixels.</param>
public sealed record TeacherRecipe(string Backbone, int InputSize)
{
    /// <summary>A weights file of the teacher's; null: it is looked for.</summary>
    public string? Weights { get; init; }

    /// <summary>
    /// How many views of each picture the teacher looks at, at least 1; an epoch picks among them, so that the teacher runs once for
    /// each and never again.
    /// </summary>
    public int Views { get; init; } = 4;

    /// <summary>What both networks' logits are divided by before they are compared, above 0.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>What the comparison of the logits counts, at least 0.</summary>
    public double LogitsWeight { get; init; } = 1;

    /// <summary>What the comparison of the pooled outputs of the teacher's blocks counts, at least 0.</summary>
    public double FeaturesWeight { get; init; } = 2;

    /// <summary>What the classes of the pictures count, where they have some, at least 0.</summary>
    public double LabelsWeight { get; init; } = 0.5;

    internal IEnumerable<string> Problems()
    {
        if (InputSize < 1)
            yield return FormattableString.Invariant($"the teacher's input size is {InputSize}; it must be at least 1");
        if (Views < 1)
            yield return FormattableString.Invariant($"the number of views is {Views}; it must be at least 1");
        if (!(double.IsFinite(Temperature) && Temperature > 0))
            yield return FormattableString.Invariant($"the temperature is {Temperature}; it must be above 0");
        foreach (var (name, weight) in ((string, double)[])
            [("logits", LogitsWeight), ("features", FeaturesWeight), ("labels", LabelsWeight)])
            if (!(double.IsFinite(weight) && weight >= 0))
                yield return FormattableString.Invariant($"what the {name} count is {weight}; it must be at least 0");
        if (LogitsWeight + FeaturesWeight == 0)
            yield return "neither the teacher's logits nor its features count";
    }
}
