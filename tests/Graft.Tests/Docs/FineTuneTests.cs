using Graft.Backbones;
using Graft.Data;
using Graft.Layers;
using Graft.Models;
using Graft.Training;

namespace Graft.Tests.Docs;

/// <summary>The example of <c>docs/fine-tune.md</c>, run on a smaller input.</summary>
[Collection(nameof(FlowersFolder))]
public sealed class FineTuneTests : IDisposable
{
    private readonly FlowersFolder folder = new();

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

    public void Dispose() => folder.Dispose();
}
