using Graft.Backbones;
using Graft.Data;
using Graft.Layers;
using Graft.Planning;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Tests.Backbones;
using Graft.Trunk;
using Graft.Weights;

namespace Graft.Tests.Planning;

/// <summary>
/// Whole trainings on twenty pictures with a network of each family: head, two steps of fine-tuning, bundle, ONNX, prediction.
/// </summary>
public sealed class BackboneTrainingTests : IDisposable
{
    private const int PicturesOfAClass = 10;

    private readonly TemporaryFolder folder = new();

    // The numbers are the formula's; the entry whose graph they are put into is published for research alone.
    private static ClassifierTrainingSettings Settings => new()
    {
        Search = WeightsSearch.FromEnvironment() with { AcceptedLicences = ["CC-BY-NC-4.0"] },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("test_vit.timm", "test_vit.six_flowers")]
    [InlineData("test_convnext.timm", "test_convnext.r160_in1k")]
    [InlineData("test_resnet.timm", "test_resnet.features")]
    [InlineData("test_efficientnet.timm", "test_efficientnet.ten")]
    public void With_a_file_of_the_hub(string backbone, string repository) =>
        Train(backbone, Shared.Path("fixtures", "timm", "hub_layout", repository, "model.safetensors"), 64);

    // The smallest of each family, at about the smallest size that it takes.
    [Theory]
    [InlineData("mobilenet_0.25.keras", 32)]
    [InlineData("mobilenet_v2_0.35.keras", 32)]
    [InlineData("mobilenet_v3_small.keras", 32)]
    [InlineData("efficientnet_b0.keras", 32)]
    [InlineData("efficientnet_v2_b0.keras", 32)]
    [InlineData("resnet18.torchvision", 32)]
    [InlineData("squeezenet1_1.torchvision", 32)]
    [InlineData("mobilenet_v2.torchvision", 32)]
    [InlineData("mobilenet_v3_small.torchvision", 32)]
    [InlineData("efficientnet_b0.torchvision", 32)]
    [InlineData("mobilenetv3_large_100.timm", 32)]
    [InlineData("mobilenetv4_conv_small.timm", 32)]
    [InlineData("tf_efficientnet_lite0.timm", 32)]
    [InlineData("tf_efficientnetv2_b0.timm", 32)]
    [InlineData("deit_tiny_distilled_patch16_224.timm", 64)]
    [InlineData("convnextv2_atto.timm", 64)]
    public void With_the_weights_of_the_formula(string backbone, int size) =>
        Train(backbone, FormulaFile.Write(backbone, folder), size);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [InlineData("vgg16.keras", 32)]
    [InlineData("mobilenet_v3_small_minimalistic.keras", 32)]
    [InlineData("densenet121.keras", 32)]
    [InlineData("resnet50.keras", 32)]
    [InlineData("resnet50_v2.keras", 32)]
    [InlineData("inception_v3.keras", 75)]
    [InlineData("inception_resnet_v2.keras", 75)]
    [InlineData("xception.keras", 71)]
    [InlineData("nasnet_mobile.keras", 32)]
    [InlineData("convnext_tiny.keras", 32)]
    [InlineData("alexnet.torchvision", 63)]
    [InlineData("vgg11.torchvision", 32)]
    [InlineData("vgg16_bn.torchvision", 32)]
    [InlineData("resnext50_32x4d.torchvision", 32)]
    [InlineData("wide_resnet50_2.torchvision", 32)]
    [InlineData("densenet121.torchvision", 32)]
    [InlineData("efficientnet_v2_s.torchvision", 33)]
    [InlineData("vit_b_16.torchvision", 224)]
    [InlineData("convnext_tiny.torchvision", 96)]
    [InlineData("resnet26t.timm", 32)]
    [InlineData("resnet50d.timm", 32)]
    [InlineData("seresnet50.timm", 32)]
    [InlineData("efficientnet_b0.timm", 32)]
    [InlineData("vit_small_patch14_reg4_dinov2.timm", 98)]
    public void With_the_weights_of_the_formula_of_a_large_network(string backbone, int size) =>
        Train(backbone, FormulaFile.Write(backbone, folder), size);

    [Theory]
    [InlineData("test_vit.timm", "test_vit.six_flowers")]
    [InlineData("test_convnext.timm", "test_convnext.r160_in1k")]
    public void The_head_stands_on_features_in_8_bits_too(string backbone, string repository)
    {
        var recipe = new Recipe
        {
            Backbone = backbone,
            Weights = Shared.Path("fixtures", "timm", "hub_layout", repository, "model.safetensors"),
            InputSize = 64,
            Precision = Precision.Int8,
            Head = "linear",
            Taps = "last",
            Epochs = 2,
            ValidationFraction = 0,
        };
        using var data = Pictures(recipe);

        var result = new ClassifierTraining(recipe, Settings).Run(data, folder.File("model.graft"));

        Assert.Null(result.FineTuning);
        using var classifier = ImageClassifier.Open(folder.File("model.graft"));
        Assert.Contains(classifier.Predict(data.Train[0].Picture.Read(1 << 20)).Label, data.ClassNames);
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("ssf")]
    public void Adapters_stand_in_the_place_of_a_transformers_weights(string kind)
    {
        var recipe = new Recipe
        {
            Backbone = "test_vit.timm",
            Weights = Shared.Path("fixtures", "timm", "hub_layout", "test_vit.six_flowers", "model.safetensors"),
            InputSize = 64,
            Head = "linear",
            Taps = "last",
            Epochs = 1,
            FineTune = kind,
            FineTuning = new FineTuneRecipe { Epochs = 1, KeepLast = true },
            BatchSize = PicturesOfAClass,
            ValidationFraction = 0,
        };
        using var data = Pictures(recipe);

        var result = new ClassifierTraining(recipe, Settings).Run(data, folder.File("model.graft"));

        Assert.InRange(result.LargestDifference, 0, 1e-4);
        var before = BackboneRegistry.Find(recipe.Backbone).Load(
            new BackboneOptions { Weights = recipe.Weights, InputShape = (64, 64, 3) });
        var after = Model.Load(folder.File("model.graft"));
        Assert.Contains(before.Layers.Where(layer => layer.Weights.Count > 0), layer =>
            !layer.Weights[0].ToArray().SequenceEqual(after.GetLayer(layer.Name).Weights[0].ToArray()));
    }

    private void Train(string backbone, string weights, int size)
    {
        var recipe = new Recipe
        {
            Backbone = backbone,
            Weights = weights,
            InputSize = size,
            Head = "linear",
            Taps = "last",
            Epochs = 2,
            FineTune = "1",
            FineTuning = new FineTuneRecipe { Epochs = 1, LearningRate = 1e-3, KeepLast = true },
            BatchSize = PicturesOfAClass,
            ValidationFraction = 0,
        };
        using var data = Pictures(recipe);
        var output = folder.File("model.graft");

        var result = new ClassifierTraining(recipe, Settings).Run(data, output);

        Assert.Equal(2 * PicturesOfAClass, data.Train.Count);
        Assert.Single(result.FineTuning!.History.Epochs);
        Assert.InRange(result.LargestDifference, 0, 1e-4);
        var (before, after) = (
            BackboneRegistry.Find(backbone).Load(
                new BackboneOptions { Weights = weights, InputShape = (size, size, 3), Search = Settings.Search }),
            Model.Load(Bundle.Open(output)));
        var last = BackboneRegistry.Find(backbone).Blocks[^1];
        // Normalizations of batches stay as they are.
        var changed = before.Layers.Where(layer => layer.Weights.Count > 0).ToLookup(
            layer => layer is BatchNormalization,
            layer => !layer.Weights[0].ToArray().SequenceEqual(after.GetLayer(layer.Name).Weights[0].ToArray()));
        Assert.True(changed[false].Last(), "the last layer has not changed");
        Assert.False(changed[false].First(), "the first layer has changed");
        Assert.DoesNotContain(true, changed[true]);
        Assert.Contains(after.Layers, layer => layer.Name == last);

        using var classifier = ImageClassifier.Open(output);
        var picture = data.Train[0].Picture.Read(1 << 20);
        var prediction = classifier.Predict(picture);
        Assert.Contains(prediction.Label, data.ClassNames);
        Assert.InRange(prediction.Probability, 1.0 / data.ClassNames.Count - 1e-6, 1);
    }

    private DatasetIndex Pictures(Recipe recipe) =>
        FewSigns.In(folder.Path, recipe, digits: 2, PicturesOfAClass, part: "train");
}
