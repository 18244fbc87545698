using Graft.Backbones;
using Graft.Data;
using Graft.Layers;
using Graft.Models;
using Graft.Planning;
using Graft.Training;

namespace Graft.Tests.Docs;

/// <summary>The examples of <c>docs/fine-tune.md</c>, run on a smaller input.</summary>
[Collection(nameof(FlowersFolder))]
public sealed class FineTuneTests : IDisposable
{
    private readonly FlowersFolder folder = new();
    private readonly string? weights = Environment.GetEnvironmentVariable("GRAFT_WEIGHTS");

    [Fact]
    public void A_program_fine_tunes_the_last_block()
    {
        var backbone = Vgg16.Load(weights: null, includeTop: false, inputShape: (32, 32, 3));
        backbone.Trainable = false;
        var x = new Flatten().Apply(backbone.Output);
        var model = new Model(backbone.Input, new Dense(2, activation: "softmax").Apply(x));
        using var pictures = PictureDataset.Open("flowers", ((Input)backbone.Layers[0]).Preprocessing!);
        model.Compile("adam", "categorical_crossentropy", ["accuracy"]);
        var frozen = model.GetLayer("block4_conv3").Weights[0].ToArray();

        var blocks = LayerBlocks.EndingAt(model, ["block3_pool", "block4_pool", "block5_pool"]);
        var result = model.FineTune(pictures.Train, pictures.Validation, blocks[^1..], new FineTuneOptions { Epochs = 2, Log = Console.Out });
        Console.WriteLine(result.BestEpoch is null ? "nothing better than the head" : $"epoch {result.BestEpoch + 1} is kept");

        Assert.Equal(BackboneRegistry.Find("vgg16.keras").Blocks.Skip(2), blocks.Select(block => block[^1].Name));
        Assert.Equal(2, result.History.Epochs.Count);
        Assert.Matches(@"(is kept|nothing better than the head)\n$", folder.Output);
        Assert.Equal(frozen, model.GetLayer("block4_conv3").Weights[0].ToArray());
        Assert.True(model.GetLayer("block5_conv1").Trainable);
    }

    [Fact]
    public void A_program_trains_adapters()
    {
        var backbone = MobileNet.Load(weights: null, includeTop: false, inputShape: (32, 32, 3), alpha: 0.25);
        var x = new GlobalAveragePooling2D().Apply(backbone.Output);
        var model = new Model(backbone.Input, new Dense(2, activation: "softmax").Apply(x));
        using var pictures = PictureDataset.Open("flowers", ((Input)backbone.Layers[0]).Preprocessing!);
        model.Compile("adam", "categorical_crossentropy", ["accuracy"]);
        var depthwise = model.GetLayer("conv_dw_5").Weights[0].ToArray();

        backbone.Trainable = false;
        backbone.AddLora(rank: 4);
        var adapted = model.FineTune(pictures.Train, pictures.Validation, [], new FineTuneOptions { Epochs = 2 });
        backbone.MergeAdapters();

        Assert.Equal(2, adapted.History.Epochs.Count);
        Assert.Equal(depthwise, model.GetLayer("conv_dw_5").Weights[0].ToArray());
        Assert.Empty(model.Adapters);
    }

    [Fact]
    public void A_program_continues_from_a_finished_model()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", Shared.Path("weights"));
        var first = new Recipe { Backbone = "mobilenet_0.25.keras", InputSize = 64 };
        File.Delete("flowers.graft");
        using (var pictures = DatasetIndex.Open("flowers", first.ToDatasetOptions()))
            new ClassifierTraining(first).Run(pictures, "flowers.graft");

        var start = FinishedModel.Open("flowers.graft");
        var recipe = start.Recipe with { FineTune = "3" };
        using var data = DatasetIndex.Open("flowers", recipe.ToDatasetOptions());
        var result = new ClassifierTraining(recipe, new ClassifierTrainingSettings { From = start }).Run(data, "better.graft");
        Console.WriteLine(result.From!.KeepsHead ? "the head was trained on" : "the head is a new one");

        Assert.Equal("the head was trained on\n", folder.Output);
        Assert.Equal(64, FinishedModel.Open("better.graft").Recipe.InputSize!.Value.Height);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", weights);
        folder.Dispose();
    }
}
