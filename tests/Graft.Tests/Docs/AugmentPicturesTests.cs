using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Layers;
using Graft.Training;
using Graft.Training.Mixing;
using Graft.Training.Optimizers;

namespace Graft.Tests.Docs;

/// <summary>The examples of <c>docs/augment-pictures.md</c>.</summary>
[Collection(nameof(FlowersFolder))]
public sealed class AugmentPicturesTests : IDisposable
{
    private readonly FlowersFolder folder = new();

    [Fact]
    public void A_network_trains_on_views_and_mixed_pictures()
    {
        using var pictures = PictureDataset.Open("flowers", (24, 24, 3));
        var input = new Input((24, 24, 3));
        var x = new Conv2D(4, 3, activation: "relu").Apply(new Rescaling(1 / 255.0).Apply(input.Output));
        x = new GlobalAveragePooling2D().Apply(x);
        var model = new Model(input.Output, new Dense(2, activation: "softmax").Apply(x));
        model.Compile("adam", "categorical_crossentropy");

        var augmented = new AugmentedPart(pictures.Train, Augmenter.Of(AugmentationPreset.Standard), seed: 1);
        model.Fit(augmented, epochs: 2, validationData: pictures.Validation);

        var few = new AugmentedPart(pictures.Train, Augmenter.Of(AugmentationPreset.Standard), seed: 1, views: 4);
        model.Fit(few, epochs: 20, validationData: pictures.Validation);

        var augmenter = new Augmenter
        {
            Crop = new RandomResizedCrop(smallest: 0.5),
            Steps = [new RandomMirror(), new RandomAffine(degrees: 10), new AugMix(), new RandomErasing()],
        };

        model.Compile(new Adam(learningRate: 1e-4), "categorical_crossentropy", ["accuracy"]);
        var options = new FitOptions { Epochs = 2, Mixing = new OneOf(new Mixup(0.2), new CutMix(1)) };
        model.Fit(new AugmentedPart(pictures.Train, augmenter), options, pictures.Validation);

        Assert.InRange(model.Evaluate(pictures.Test)["accuracy"], 0, 1);
    }

    public void Dispose() => folder.Dispose();
}
