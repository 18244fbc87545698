using System.IO.Compression;
using Graft.Backbones;
using Graft.Data;
using Graft.Planning;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Tests.Backbones;
using Graft.Trunk;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Planning;

/// <summary>
/// Whole trainings on twenty pictures with transformers and ConvNeXts: head, two steps of fine-tuning, bundle, ONNX, prediction.
/// </summary>
public sealed class BackboneTrainingTests : IDisposable
{
    private const int PicturesOfAClass = 10;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("test_vit.timm", "test_vit.six_flowers")]
    [InlineData("test_convnext.timm", "test_convnext.r160_in1k")]
    public void With_a_file_of_the_hub(string backbone, string repository) =>
        Train(backbone, Shared.Path("fixtures", "timm", "hub_layout", repository, "model.safetensors"), 64);

    [Theory]
    [InlineData("timm", "deit_tiny_distilled_patch16_224", 64)]
    [InlineData("timm", "convnextv2_atto", 64)]
    public void With_the_weights_of_the_formula(string source, string name, int size) =>
        Train($"{name}.{source}", Written(source, name), size);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [InlineData("torchvision", "vit_b_16", 224)]
    [InlineData("torchvision", "convnext_tiny", 96)]
    [InlineData("timm", "vit_small_patch14_reg4_dinov2", 98)]
    public void With_the_weights_of_the_formula_of_a_large_network(string source, string name, int size) =>
        Train($"{name}.{source}", Written(source, name), size);

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

        var result = new ClassifierTraining(recipe, new ClassifierTrainingSettings()).Run(data, folder.File("model.graft"));

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

        var result = new ClassifierTraining(recipe, new ClassifierTrainingSettings()).Run(data, folder.File("model.graft"));

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

        var result = new ClassifierTraining(recipe, new ClassifierTrainingSettings()).Run(data, output);

        Assert.Equal(2 * PicturesOfAClass, data.Train.Count);
        Assert.Single(result.FineTuning!.History.Epochs);
        Assert.InRange(result.LargestDifference, 0, 1e-4);
        var (before, after) = (
            BackboneRegistry.Find(backbone).Load(new BackboneOptions { Weights = weights, InputShape = (size, size, 3) }),
            Model.Load(Bundle.Open(output)));
        var last = BackboneRegistry.Find(backbone).Blocks[^1];
        var changed = before.Layers.Where(layer => layer.Weights.Count > 0).ToDictionary(
            layer => layer.Name,
            layer => !layer.Weights[0].ToArray().SequenceEqual(after.GetLayer(layer.Name).Weights[0].ToArray()));
        Assert.True(changed.Values.Last(), "the last layer has not changed");
        Assert.False(changed.Values.First(), "the first layer has changed");
        Assert.Contains(after.Layers, layer => layer.Name == last);

        using var classifier = ImageClassifier.Open(output);
        var picture = data.Train[0].Picture.Read(1 << 20);
        var prediction = classifier.Predict(picture);
        Assert.Contains(prediction.Label, data.ClassNames);
        Assert.InRange(prediction.Probability, 1.0 / data.ClassNames.Count - 1e-6, 1);
    }

    private string Written(string source, string name)
    {
        var writer = new SafetensorsWriter([]);
        foreach (var (array, shape, values) in TorchReference.Read(source, name).State)
            writer.Add(array, shape, values);
        writer.Save(folder.File("weights.safetensors"), overwrite: false);
        return folder.File("weights.safetensors");
    }

    private DatasetIndex Pictures(Recipe recipe)
    {
        using (var archive = ZipFile.OpenRead(Shared.Path("data", "sign_language_digits.zip")))
            foreach (var group in archive.Entries
                .Where(entry => entry.Name.Length > 0 && entry.FullName.StartsWith("train/", StringComparison.Ordinal))
                .GroupBy(entry => entry.FullName.Split('/')[1]).Take(2))
                foreach (var entry in group.Take(PicturesOfAClass))
                {
                    var path = Path.Combine(folder.Path, "pictures", "train", group.Key, entry.Name);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    entry.ExtractToFile(path);
                }
        return DatasetIndex.Open(Path.Combine(folder.Path, "pictures"), recipe.ToDatasetOptions());
    }
}
