using Graft.Layers;
using Graft.Runtime.Heads;

namespace Graft.Planning;

/// <summary>Finds a head without epochs, and writes it down as layers behind the network.</summary>
/// <param name="recipe">What is chosen already.</param>
/// <param name="threads">Threads to compute with; null for as many as there are processors.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class HeadFinding(Recipe recipe, int? threads, TimeProvider clock)
{
    public MadeHead Run(TappedNetwork network, PartFeatures train, int classes, CancellationToken cancellationToken)
    {
        var width = train.Features.Values.Length / train.Count;
        var problem = new HeadProblem(
            train.Features.Values, train.Mirrored?.Values, width, network.LastWidth, train.Labels, classes);
        var choice = Choose(problem, cancellationToken);
        var chosen = recipe with
        {
            Head = choice.Kind == HeadKind.Discriminant ? HeadDesign.Discriminant : HeadDesign.Logistic,
            Taps = TapsNames.Of(choice.Taps),
            Discriminant = choice.Discriminant,
            Logistic = choice.Logistic,
        };
        return new MadeHead(Layers(network.Features(choice.Taps), choice.Head, problem.HasRoots), chosen, [], choice.Candidates);
    }

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

    private static Symbol Layers(Symbol features, LinearHead head, bool withRoots)
    {
        var x = withRoots ? new SquareRoot("roots").Apply(features) : features;
        var dense = new Dense(head.Bias.Length, activation: "softmax", name: "predictions");
        var probabilities = dense.Apply(x);
        dense.Weights[0].Set([.. head.Kernel.Values.Select(value => (float)value)]);
        dense.Weights[1].Set([.. head.Bias.Select(value => (float)value)]);
        return probabilities;
    }
}
