using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Runtime.Teaching;

namespace Graft.Planning;

/// <summary>Finds a head without epochs, and writes it down as layers behind the network.</summary>
/// <param name="recipe">What is chosen already.</param>
/// <param name="threads">Threads to compute with; null for as many as there are processors.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class HeadFinding(Recipe recipe, int? threads, TimeProvider clock)
{
    public MadeHead Run(TappedNetwork network, PartFeatures train, int classes, CancellationToken cancellationToken)
    {
        // Where the bundle can keep the features, the head is found on what is kept: so teaching finds it on the same numbers.
        var kept = KeptFeatures.TryKeep(train.Features.Values, train.Mirrored?.Values, train.Labels);
        var problem = new HeadProblem(
            kept?.ToPlain() ?? train.Features.Values, kept?.ToMirrored() ?? train.Mirrored?.Values, network.Widths,
            train.Labels, classes);
        var choice = Choose(problem, cancellationToken);
        var chosen = recipe with
        {
            Head = choice.Kind == HeadKind.Discriminant ? HeadDesign.Discriminant : HeadDesign.Logistic,
            Taps = TapsNames.Of(choice.Taps),
            Discriminant = choice.Discriminant,
            Logistic = choice.Logistic,
        };
        var features = network.Features(choice.Taps);
        var probabilities = Layers(features, classes, problem.HasRoots);
        var dense = probabilities.Node.Layer;
        dense.Weights[0].Set([.. choice.Head.Kernel.Values.Select(value => (float)value)]);
        dense.Weights[1].Set([.. choice.Head.Bias.Select(value => (float)value)]);
        var teaching = kept is null ? null : new TeachingConfiguration
        {
            Layer = dense.Name,
            HasRoots = problem.HasRoots,
            LastWidth = network.Widths.Last,
            BlocksWidth = network.Widths.Blocks,
            AskedTaps = AskedTaps(),
            Taps = choice.Taps,
            Discriminant = choice.Discriminant,
            Logistic = choice.Logistic,
        };
        var seen = kept?.Last(network.Widths.Of(choice.Taps));
        return new MadeHead(features, probabilities, chosen, [], choice.Candidates, teaching, seen);
    }

    // A recipe that names the parts of a discriminant head was written by a search of its own, whose taps it does not say.
    private Taps? AskedTaps() => recipe.Discriminant is { Last: null, LastMirrored: null } or null
        ? TapsNames.Parse(recipe.Taps)
        : null;

    private HeadChoice Choose(HeadProblem problem, CancellationToken cancellationToken)
    {
        var search = new HeadSearch(new ManagedLinearAlgebra(threads), clock);
        var kind = HeadDesign.Parse(recipe.Head).Kind;
        var taps = TapsNames.Parse(recipe.Taps);
        return (kind, recipe) switch
        {
            (HeadKind.Discriminant, { Discriminant: { } known }) => search.Follow(problem, known),
            (HeadKind.Logistic, { Logistic: { } known }) => search.Follow(problem, known, taps ?? Taps.Last, cancellationToken),
            _ => search.Run(problem, kind, taps, cancellationToken),
        };
    }

    /// <summary>The layers of such a head, behind features.</summary>
    public static Symbol Layers(Symbol features, int classes, bool withRoots) =>
        new Dense(classes, activation: "softmax", name: "predictions").Apply(
            withRoots ? new SquareRoot("roots").Apply(features) : features);
}
