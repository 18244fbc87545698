using Graft.Backbones;
using Graft.Data;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime;
using Graft.Training.Optimizers;

namespace Graft.Tests.Docs;

/// <summary>
/// The examples of <c>docs/the-classic-program.md</c> that go on where the sample ends, run on a smaller input of the same
/// network.
/// </summary>
[Collection(nameof(FlowersFolder))]
public sealed class ClassicProgramTests : IDisposable
{
    private readonly FlowersFolder folder = new();

    [Fact]
    public void It_is_fine_tuned_and_kept()
    {
        File.Delete("flowers.graft");
        var backbone = Vgg16.Load(weights: null, includeTop: false, inputShape: (32, 32, 3));
        foreach (var layer in backbone.Layers)
            layer.Trainable = false;
        var x = new Flatten().Apply(backbone.Output);
        var model = new Model(backbone.Input, new Dense(2, activation: "softmax").Apply(x));
        using var pictures = PictureDataset.Open("flowers", ((Input)backbone.Layers[0]).Preprocessing!);
        var (frozen, unfrozen) = (model.GetLayer("block4_conv3").Weights[0], model.GetLayer("block5_conv1").Weights[0]);
        var before = (Frozen: frozen.ToArray(), Unfrozen: unfrozen.ToArray());

        foreach (var layer in model.Layers.Where(layer => layer.Name.StartsWith("block5", StringComparison.Ordinal)))
            layer.Trainable = true;
        model.Compile(new Adam(learningRate: 1e-5), "categorical_crossentropy", ["accuracy"]);
        model.Fit(pictures.Train, epochs: 2, validationData: pictures.Validation);

        Assert.Equal(before.Frozen, frozen.ToArray());
        Assert.NotEqual(before.Unfrozen, unfrozen.ToArray());

        model.Save("flowers.graft", new BundleDetails { Labels = pictures.ClassNames });

        using var classifier = ImageClassifier.Open("flowers.graft");
        Assert.Equal(["rose", "violet"], classifier.Labels);
    }

    public void Dispose() => folder.Dispose();
}
