using Graft.Backbones;
using Graft.Data;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Runtime.Imaging;

namespace Graft.Planning;

/// <summary>What a training begins with that takes nothing published: a network and a head of random weights.</summary>
internal static class ScratchStart
{
    /// <summary>The network; its weights come from the recipe's seed.</summary>
    /// <exception cref="ArgumentException">The input size does not fit the backbone.</exception>
    public static Model Network(Backbone backbone, Recipe recipe)
    {
        var network = backbone.Load(new BackboneOptions { InputShape = recipe.InputShape(backbone), Weights = null });
        foreach (var weight in network.Weights)
            weight.Draw(recipe.Seed);
        return network;
    }

    /// <summary>The usable pictures, of which there are no features.</summary>
    /// <exception cref="DatasetException">Too many pictures cannot be used.</exception>
    public static (PartFeatures Train, PartFeatures Validation) Pictures(
        DatasetIndex data, Preprocessing preprocessing, PictureLoaderOptions loading, CancellationToken cancellationToken)
    {
        return (Of(DataPart.Train), Of(DataPart.Validation));

        PartFeatures Of(DataPart part)
        {
            var pictures = PicturePart.Load(data, part, preprocessing, loading, new PictureMemory(0), cancellationToken);
            return new PartFeatures(
                new NDArray([], 0), null, [.. pictures.Labels], [.. pictures.Hashed()], pictures.Unusable);
        }
    }

    /// <summary>The head, with the recipe that has everything that was chosen by it.</summary>
    public static MadeHead Head(TappedNetwork network, Recipe recipe, int classes)
    {
        var design = HeadDesign.Parse(recipe.Head == HeadDesign.Auto ? HeadDesign.Linear : recipe.Head);
        var features = network.Features(Taps.Last);
        var chosen = recipe with
        {
            Head = design.Text,
            Taps = TapsNames.Of(Taps.Last),
            FineTuning = recipe.HowToFineTune,
            Discriminant = null,
            Logistic = null,
        };
        return new MadeHead(features, design.BuildOn(features, classes, recipe.Dropout, recipe.Seed), chosen, [], []);
    }
}
