using System.IO.Compression;
using Graft.Data;
using Graft.Export.Onnx;
using Graft.Planning;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Tests.Planning;

/// <summary>A model trained on all classes of a pack but one, then taught that one.</summary>
public sealed class TeachingTests : IDisposable
{
    private const int Classes = 4;
    private const int Each = 30;
    private const int Taught = 10;

    private readonly TemporaryFolder folder = new();
    private readonly List<string> lastClass = [];
    private readonly List<byte[]> unseen = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("auto", "auto", 1e-3)]
    [InlineData("discriminant", "last", 1e-3)]
    [InlineData("discriminant", "deviations", 1e-3)]
    // Its cross-validation ends before the optimum, and where it ends hangs on the last digits of the features.
    [InlineData("logistic", "last", 1e-2)]
    public void It_classifies_like_one_that_was_trained_on_all_with_the_same_pictures(string head, string taps, double tolerance)
    {
        var recipe = new Recipe
        {
            Backbone = "mobilenet_0.25.keras",
            InputSize = 96,
            Head = head,
            Taps = taps,
            ValidationFraction = 0,
            TestFraction = 0,
        };
        Unpack();
        Train(recipe, folder.File("some"), "some.graft");
        Train(recipe, folder.File("all"), "all.graft");

        TeachingResult result;
        using (var classifier = ImageClassifier.Open(folder.File("some.graft")))
        {
            result = classifier.Teach("digit_3", lastClass);
            classifier.Save(folder.File("taught.graft"));
            AssertAlike(classifier, "all.graft", tolerance);
        }

        Assert.Equal((true, Taught, 0, Taught), (result.IsNew, result.Learned, result.Known, result.Pictures));
        Assert.Contains(result.Candidates, candidate => candidate.Chosen);
        using var saved = ImageClassifier.Open(folder.File("taught.graft"));
        Assert.Equal(["digit_0", "digit_1", "digit_2", "digit_3"], saved.Labels);
        AssertAlike(saved, "all.graft", tolerance);
    }

    [Fact]
    public void What_is_saved_is_a_bundle_like_any_other_that_can_be_trained_on()
    {
        Unpack();
        Train(
            new Recipe { Backbone = "mobilenet_0.25.keras", InputSize = 64, ValidationFraction = 0, TestFraction = 0 },
            folder.File("some"), "some.graft");
        using (var classifier = ImageClassifier.Open(folder.File("some.graft")))
        {
            classifier.Teach("digit_3", lastClass, new TeachingOptions { KeepChoices = true });
            classifier.Save(folder.File("taught.graft"));
        }

        var bundle = Bundle.Open(folder.File("taught.graft"));
        var onnx = ModelProto.Parser.ParseFrom(bundle.ReadPart(BundleParts.Onnx));
        Assert.Equal(["probabilities", "logits", "features"], onnx.Graph.Output.Select(output => output.Name));
        Assert.Equal(
            [Classes, Classes], onnx.Graph.Output.Take(2).Select(output => output.Type.TensorType.Shape.Dim[1].DimValue));
        Assert.Equal("batch", onnx.Graph.Output[0].Type.TensorType.Shape.Dim[0].DimParam);
        using var saved = ImageClassifier.Open(bundle);
        // The weights and the graph of layers say the same as the ONNX model.
        var written = Model.Load(bundle).ToOnnx(saved.Labels);
        using var again = ImageClassifier.FromOnnx(written, saved.Labels, saved.Preprocessing);
        foreach (var picture in unseen)
            AssertClose(saved.Predict(picture), again.Predict(picture), 1e-5);
        Assert.Equal((Classes - 1) * Each + Taught, bundle.Configuration.Parts!.Train.Count);
        Assert.Equal([new TaughtClass("digit_3", Taught)], bundle.Configuration.Teaching!.Taught);
    }

    [Fact]
    public void A_head_that_was_trained_in_epochs_cannot_be_taught_and_says_what_to_do()
    {
        Unpack();
        var recipe = new Recipe { Backbone = "mobilenet_0.25.keras", InputSize = 64, Head = "dense:16", Epochs = 1 };
        Train(recipe, folder.File("some"), "some.graft");

        using var classifier = ImageClassifier.Open(folder.File("some.graft"));
        Assert.False(classifier.CanBeTaught);
        var refusal = Assert.Throws<TeachingException>(() => classifier.Teach("digit_3", lastClass));
        Assert.Contains("'dense:16' was trained in epochs", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--head auto", refusal.Message, StringComparison.Ordinal);
    }

    private void AssertAlike(ImageClassifier taught, string trained, double tolerance)
    {
        using var other = ImageClassifier.Open(folder.File(trained));
        Assert.Equal(other.Labels, taught.Labels);
        foreach (var picture in unseen)
            AssertClose(other.Predict(picture), taught.Predict(picture), tolerance);
    }

    private static void AssertClose(Prediction expected, Prediction actual, double tolerance) =>
        Assert.All(expected.Probabilities.Zip(actual.Probabilities), pair => Assert.Equal(pair.First, pair.Second, tolerance));

    private void Train(Recipe recipe, string data, string output)
    {
        var settings = new ClassifierTrainingSettings
        {
            Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
        };
        using var index = DatasetIndex.Open(data, recipe.ToDatasetOptions());
        var result = new ClassifierTraining(recipe, settings).Run(index, folder.File(output));
        if (recipe.Head == "discriminant")
            Assert.Equal(recipe.Taps, result.Recipe.Taps);
    }

    // In "all" the last class has as many pictures as are taught; in "some" it is missing.
    private void Unpack()
    {
        using var archive = ZipFile.OpenRead(Shared.Path("data", "sign_language_digits.zip"));
        var groups = archive.Entries.Where(entry => entry.Name.Length > 0)
            .GroupBy(entry => string.Join('/', entry.FullName.Split('/')[..2])).ToDictionary(group => group.Key);
        for (var k = 0; k < Classes; k++)
        {
            var pictures = groups[$"train/digit_{k}"].OrderBy(entry => entry.Name, StringComparer.Ordinal);
            foreach (var entry in pictures.Take(k < Classes - 1 ? Each : Taught))
                foreach (var data in k < Classes - 1 ? new[] { "all", "some" } : ["all"])
                {
                    var path = folder.File(data, $"digit_{k}", entry.Name);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    entry.ExtractToFile(path);
                    if (k == Classes - 1)
                        lastClass.Add(path);
                }
            foreach (var entry in groups[$"test/digit_{k}"].Take(8))
            {
                using var stream = entry.Open();
                using var file = new MemoryStream();
                stream.CopyTo(file);
                unseen.Add(file.ToArray());
            }
        }
    }
}
