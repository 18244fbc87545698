using System.Security.Cryptography;
using Graft.Backbones;
using Graft.Layers;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>The network that is trained, at whatever input size.</summary>
internal sealed class PretrainingNetwork
{
    private readonly Backbone backbone;
    private readonly string? from;

    /// <param name="recipe">Names it, and the file with its first weights, if it has some.</param>
    /// <exception cref="UnknownBackboneException">There is none of this name.</exception>
    public PretrainingNetwork(PretrainingRecipe recipe) =>
        (backbone, from) = (BackboneRegistry.Find(recipe.Architecture), recipe.From);

    /// <summary>A hash of the file with its first weights; empty where they are random.</summary>
    /// <exception cref="WeightsException">The file cannot be read.</exception>
    public string FirstWeights
    {
        get
        {
            if (from is null)
                return "";
            try
            {
                using var file = File.OpenRead(from);
                return Convert.ToHexStringLower(SHA256.HashData(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new WeightsException($"The first weights cannot be read from '{from}': {e.Message}", e);
            }
        }
    }

    /// <summary>The name of the backbone.</summary>
    public string Name => backbone.Name;

    /// <exception cref="PretrainingException">The recipe cannot be followed.</exception>
    public static PretrainingRecipe Checked(PretrainingRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        recipe.Check();
        return recipe;
    }

    /// <exception cref="PretrainingException">There are fewer pictures than a step takes.</exception>
    public static void RequireBatch(PretrainingRecipe recipe, int pictures)
    {
        if (pictures < recipe.BatchSize)
            throw new PretrainingException(
                $"There are {pictures} pictures to learn from, and a step takes {recipe.BatchSize}: too few to train a network from its "
                + "beginning. Take more pictures (thousands), or a smaller batch size; with few pictures, train a head on a backbone "
                + "that has learned from others ('graft train').");
    }

    /// <summary>How its pictures are prepared: as for the published weights, at another size.</summary>
    public Preprocessing Preprocessing(int size) => backbone.Weights.Preprocessing.ForInput(size, size);

    /// <summary>The network with a classifier of so many classes, which gives logits.</summary>
    /// <exception cref="ArgumentException">It does not take pictures of that size.</exception>
    public Model Build(int size, int classes)
    {
        var (body, pooled) = Body(size);
        return new Model(body.Input, new Dense(classes, name: "classifier").Apply(pooled), "network");
    }

    /// <summary>The network without a classifier, and what stands for a picture in it.</summary>
    /// <exception cref="ArgumentException">It does not take pictures of that size.</exception>
    /// <exception cref="WeightsException">The first weights cannot be read, or are of another network.</exception>
    public (Model Body, Symbol Pooled) Body(int size)
    {
        var body = backbone.Load(new BackboneOptions { InputShape = new(size, size, 3), Weights = from });
        return (body, backbone.Pool(body.Output, "pool"));
    }

    /// <summary>Where the network ends that <see cref="Body"/> gave, within a model that goes on.</summary>
    public Symbol Last(Model model) => model.Nodes.Single(node => node.Layer.Name == backbone.Blocks[^1]).Outputs[0];

    /// <summary>The pooled outputs of the blocks of a network that <see cref="Body"/> gave.</summary>
    public Symbol[] Blocks(Model body) =>
    [
        .. backbone.Blocks.Select(block => backbone.Pool(
            body.Nodes.Single(node => node.Layer.Name == block).Outputs[0], $"pooled_{block}")),
    ];
}
