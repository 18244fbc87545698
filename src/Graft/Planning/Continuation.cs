using Graft.Backbones;
using Graft.Layers;
using Graft.Weights;

namespace Graft.Planning;

/// <summary>A training that goes on from a finished model: which of it is kept, and its layers.</summary>
internal sealed class Continuation
{
    private readonly Model graph;
    private readonly int[]? order;

    /// <param name="from">The model.</param>
    /// <param name="recipe">What is asked for; it does not contradict the model.</param>
    /// <param name="classes">The names of the classes that it shall have.</param>
    /// <param name="backbone">The published network below its head.</param>
    /// <param name="search">Where weights are looked for.</param>
    /// <exception cref="Runtime.Bundles.BundleException">The model cannot be loaded.</exception>
    /// <exception cref="WeightsException">It holds adapters alone, and the weights of their network cannot be had.</exception>
    public Continuation(
        FinishedModel from, Recipe recipe, IReadOnlyList<string> classes, Backbone backbone, WeightsSearch? search)
    {
        (From, graph) = (from, from.Load(search));
        var end = graph.Nodes.Single(node => node.Layer.Name == backbone.Blocks[^1]);
        Network = new Model(graph.Input, end.Outputs[0], end.Layer.Name);
        string[] added = [.. classes.Except(from.Classes, StringComparer.Ordinal)];
        string[] lost = [.. from.Classes.Except(classes, StringComparer.Ordinal)];
        var why = Reason(recipe, added.Length + lost.Length > 0);
        // A model that was taught has the new class last, data have their classes by name.
        order = why is null ? [.. classes.Select(name => from.Classes.ToList().IndexOf(name))] : null;
        Account = new ContinuedFrom(from.Path, order is not null, added, lost, why ?? "the classes are the same");
    }

    /// <summary>The model.</summary>
    public FinishedModel From { get; }

    /// <summary>Its backbone with its weights.</summary>
    public Model Network { get; }

    /// <summary>What is kept, in words.</summary>
    public ContinuedFrom Account { get; }

    /// <summary>Whether the finished model has learned from the other one's pictures, too.</summary>
    public bool HasLearnedFromItsPictures => Account.KeepsHead || From.HasTrainedBackbone;

    /// <summary>What is kept, in a sentence.</summary>
    public string Sentence
    {
        get
        {
            string?[] changes = [Shown("new", Account.NewClasses), Shown("gone", Account.LostClasses)];
            var classes = string.Join("; ", changes.OfType<string>());
            var why = classes.Length > 0 ? $"{Account.Why} ({classes})" : Account.Why;
            return Account.KeepsHead
                ? $"Continuing from '{From.Path}' with its backbone and its head: {why}."
                : $"Continuing from '{From.Path}' with its backbone; the head is a new one: {why}.";
        }
    }

    /// <summary>Whether the head sees square roots.</summary>
    public bool HasRoots => graph.Layers.Any(layer => layer is SquareRoot);

    /// <summary>
    /// Gives layers the weights of the model's layers of the same names; the last one's outputs in the order of the classes.
    /// </summary>
    public void CopyTo(IEnumerable<Layer> layers, Layer last)
    {
        foreach (var layer in layers)
            foreach (var (weight, own) in layer.Weights.Zip(graph.GetLayer(layer.Name).Weights))
                weight.Set(layer == last ? InOrder(own.ToArray()) : own.ToArray());
    }

    private static string? Shown(string what, IReadOnlyList<string> names)
    {
        const int Most = 10;
        return names.Count == 0 ? null
            : $"{what}: {string.Join(", ", names.Take(Most))}{(names.Count > Most ? ", ..." : "")}";
    }

    // Behind each other lie the outputs of one feature.
    private float[] InOrder(float[] values) => [.. values.Chunk(order!.Length).SelectMany(row => order.Select(output => row[output]))];

    private string? Reason(Recipe recipe, bool isChanged)
    {
        var made = From.Made;
        if (isChanged)
            return "the classes are others";
        if (recipe.Head != made.Head || recipe.Taps != made.Taps)
            return "another head is asked for";
        return !HeadDesign.Parse(recipe.Head).IsTrained && recipe.FineTune == FineTuneDepth.None
            ? $"a {recipe.Head} head is found in one go, on the pictures that there are"
            : null;
    }
}

/// <summary>What a training has from the finished model that it continued from, beside the backbone.</summary>
/// <param name="Model">The model's path.</param>
/// <param name="KeepsHead">Whether it began with the model's head; else the head is a new one.</param>
/// <param name="NewClasses">Classes that the model did not have.</param>
/// <param name="LostClasses">Classes of the model that there are no more.</param>
/// <param name="Why">Why the head is kept, or a new one.</param>
public sealed record ContinuedFrom(
    string Model, bool KeepsHead, IReadOnlyList<string> NewClasses, IReadOnlyList<string> LostClasses, string Why)
{
    /// <summary>Pictures of the test part that the model was trained on, or chosen by: they flatter the figures.</summary>
    public int KnownTestPictures { get; init; }
}
