using Graft.Models;

namespace Graft;

/// <summary>Prints what a model is made of.</summary>
public static class ModelSummaryExtensions
{
    /// <summary>
    /// Writes the table of layers that Keras users know: name and type, output shape, parameters, and whether they train as
    /// things stand.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="writer">Where to; the console where left out.</param>
    public static void Summary(this Model model, TextWriter? writer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        new ModelSummary(model).Write(writer ?? Console.Out);
    }
}
