using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Timm;

/// <summary>A mobile network of timm's: a stem, stages of blocks, and a convolution before or behind the pooling.</summary>
/// <param name="Name">Its name in timm.</param>
/// <param name="Family">The family that it belongs to.</param>
/// <param name="Layers">Padding, epsilon and momentum.</param>
/// <param name="Stem">Channels of the stem.</param>
/// <param name="Activation">The activation of stem and head.</param>
/// <param name="Stages">The blocks of each stage, at their final width.</param>
/// <param name="Head">The convolution near the pooling.</param>
/// <param name="HeadFilters">Channels that it gives.</param>
/// <param name="Parameters">Number of weights without the classifier.</param>
internal sealed record TimmMobileNetwork(
    string Name, string Family, TorchLayers Layers, int Stem, string Activation, IReadOnlyList<IReadOnlyList<TimmBlock>> Stages,
    TimmMobileHead Head, int HeadFilters, long Parameters)
{
    /// <summary>The smallest height and width that it takes.</summary>
    public int MinimumSize { get; init; } = 1;

    /// <summary>The backbones that its published weights make.</summary>
    public IEnumerable<Backbone> Entries() => new TimmNetwork(Name, Family, Features, Blocks(), Parameters, Build)
    {
        Classifier = "classifier",
        ClassifierInput = Head == TimmMobileHead.Efficient ? null : "flatten",
        MinimumSize = MinimumSize,
    }.Entries();

    private int Features => Head == TimmMobileHead.Efficient ? HeadFilters : Stages[^1][^1].Filters;

    private List<string> Blocks()
    {
        var (blocks, channels) = (new List<string> { "bn1.act" }, Stem);
        foreach (var (number, stage) in Stages.Index())
        {
            var before = stage.Count > 1 ? stage[^2].Filters : channels;
            blocks.Add(stage[^1].End($"blocks.{number}.{stage.Count - 1}", before));
            channels = stage[^1].Filters;
        }
        if (Head == TimmMobileHead.Efficient)
            blocks.Add("bn2.act");
        return blocks;
    }

    private Model Build(Shape inputShape, int? classes, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = Layers.Step(input.Output, TimmBlockNames.Step("conv_stem", "bn1"), Stem, 3, 2, activation: Activation);
        foreach (var (number, stage) in Stages.Index())
            foreach (var (i, block) in stage.Index())
                x = block.Apply(x, $"blocks.{number}.{i}", Layers);
        if (Head == TimmMobileHead.Efficient)
        {
            x = Layers.Step(x, TimmBlockNames.Step("conv_head", "bn2"), HeadFilters, 1, activation: Activation);
            x = TimmHead.Classify(x, "classifier", classes);
        }
        else if (classes is { } count)
            x = Classify(x, count);
        return new Model(input.Output, x, Name);
    }

    // What was pooled goes through a convolution of its own before it is told apart.
    private Symbol Classify(Symbol map, int classes)
    {
        var x = new GlobalAveragePooling2D(keepDimensions: true, name: "global_pool.pool").Apply(map);
        if (Head == TimmMobileHead.Normalized)
            x = Layers.Step(x, TimmBlockNames.Step("conv_head", "norm_head"), HeadFilters, 1, activation: Activation);
        else
        {
            var useBias = Head == TimmMobileHead.Biased;
            x = TorchLayers.Activate(
                TorchLayers.Convolve(x, "conv_head", HeadFilters, 1, useBias: useBias), "act2", Activation);
        }
        x = new Flatten("flatten").Apply(x);
        return classes == 0 ? x : new Dense(classes, name: "classifier").Apply(x);
    }
}
