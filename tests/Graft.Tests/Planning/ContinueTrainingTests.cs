using System.IO.Compression;
using Graft.Data;
using Graft.Layers;
using Graft.Planning;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Tests.Planning;

/// <summary>Trainings that continue from a finished model, on a few real pictures.</summary>
public sealed class ContinueTrainingTests : IDisposable
{
    private static readonly FineTuneRecipe Quick = new() { Epochs = 2, LearningRate = 1e-3 };

    private readonly TemporaryFolder folder = new();

    // Without validation pictures the last state counts, so that the backbone does change.
    private static Recipe SmallRecipe => new()
    {
        Backbone = "mobilenet_0.25.keras",
        InputSize = 64,
        Head = "discriminant",
        Taps = "last",
        FineTune = "2",
        FineTuning = Quick,
        ValidationFraction = 0,
        BatchSize = 8,
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_starts_with_the_backbone_that_the_model_has_and_fine_tunes_on()
    {
        using var data = Pictures("data", 0, 1, 2);
        Train(SmallRecipe with { FineTune = "none", FineTuning = null }, data, "head");
        Train(SmallRecipe, data, "first");
        var start = FinishedModel.Open(Output("first"));

        var still = Train(start.Recipe with { FineTuning = Quick with { Epochs = 1, LearningRate = 1e-12 } }, data, "still", start);
        var on = Train(start.Recipe, data, "on", start);

        Assert.True(still.From!.KeepsHead);
        var (published, first) = (Kernel("head", "conv_pw_13"), Kernel("first", "conv_pw_13"));
        Assert.True(Largest(published, first) > 1e-4);
        Assert.InRange(Largest(first, Kernel("still", "conv_pw_13")), 0, 1e-7);
        Assert.InRange(Largest(Kernel("first", "predictions"), Kernel("still", "predictions")), 0, 1e-7);
        Assert.True(Largest(first, Kernel("on", "conv_pw_13")) > 1e-4);
        Assert.Equal(start.Hash, on.Recipe.From);
        Assert.Equal(Bundle.Open(Output("head")).Configuration.Backbone, Bundle.Open(Output("on")).Configuration.Backbone);
    }

    [Fact]
    public void A_model_that_was_taught_keeps_its_head_though_its_classes_stand_in_another_order()
    {
        using (var two = Pictures("two", 1, 2))
            Train(SmallRecipe with { FineTune = "none", FineTuning = null }, two, "two");
        using var three = Pictures("three", 0, 1, 2);
        using (var classifier = ImageClassifier.Open(Output("two")))
        {
            classifier.Teach("digit_0", Directory.GetFiles(folder.File("three", "digit_0")));
            classifier.Save(Output("taught"));
        }
        var start = FinishedModel.Open(Output("taught"));
        Assert.Equal(["digit_1", "digit_2", "digit_0"], start.Classes);

        var on = Train(
            start.Recipe with { FineTune = "1", FineTuning = Quick with { Epochs = 1, LearningRate = 1e-12 } }, three, "on", start);

        Assert.True(on.From!.KeepsHead);
        Assert.Equal(["digit_0", "digit_1", "digit_2"], on.Classes);
        var picture = Directory.GetFiles(folder.File("three", "digit_0"))[0];
        Assert.Equal(Probability("taught", picture, "digit_0"), Probability("on", picture, "digit_0"), 1e-4f);
        Assert.Equal(Probability("taught", picture, "digit_2"), Probability("on", picture, "digit_2"), 1e-4f);
    }

    [Fact]
    public void A_trained_head_that_knows_more_than_all_epochs_after_it_stays()
    {
        using var data = Pictures("data", 0, 1, 2);
        var linear = SmallRecipe with { Head = "linear", FineTune = "none", FineTuning = null, ValidationFraction = 0.3, Epochs = 40 };
        using var judged = DatasetIndex.Open(folder.File("data"), linear.ToDatasetOptions());
        Train(linear, judged, "first");
        var start = FinishedModel.Open(Output("first"));

        // At such a rate every step makes it worse.
        var worse = Train(start.Recipe with { LearningRate = 100, Epochs = 3 }, judged, "second", start);

        Assert.True(worse.From!.KeepsHead);
        Assert.Equal(3, worse.Epochs.Count);
        Assert.Equal(Bytes("first"), Bytes("second"));
    }

    [Fact]
    public void Adapters_alone_are_kept_of_weights_that_are_published_and_of_no_others()
    {
        using var data = Pictures("data", 0, 1);
        var file = Shared.Path("weights", "mobilenet_2_5_224_tf_no_top.h5");
        var own = SmallRecipe with { Weights = file, FineTune = "none", FineTuning = null };
        Refusal.Of<RecipeException>(
            $"'{file}' was given", () => Train(own with { FineTune = "lora" }, data, "no", adaptersOnly: true));
        Train(own, data, "head");
        var start = FinishedModel.Open(Output("head"));

        Refusal.Of<RecipeException>(
            $"stands on '{file}'", () => Train(start.Recipe with { FineTune = "lora" }, data, "no", start, adaptersOnly: true));

        Assert.False(File.Exists(Output("no")));
    }

    [Fact]
    public void What_no_training_made_is_no_start()
    {
        var input = new Input((8, 8, 3));
        var model = new Model(input.Output, new Dense(2, activation: "softmax").Apply(new GlobalAveragePooling2D().Apply(input.Output)));
        model.Save(Output("own"));

        Refusal.Of<BundleException>("Model.Load", () => FinishedModel.Open(Output("own")));
    }

    private static double Largest(float[] before, float[] after) => before.Zip(after, (a, b) => Math.Abs(a - b)).Max();

    private string Output(string name) => folder.File(name + ".graft");

    private byte[] Bytes(string name) => Bundle.Open(Output(name)).ReadPart(BundleParts.Weights);

    private float[] Kernel(string name, string layer) => Model.Load(Output(name)).GetLayer(layer).Weights[0].ToArray();

    private float Probability(string name, string picture, string label)
    {
        using var classifier = ImageClassifier.Open(Output(name));
        return classifier.Predict(picture).Probabilities[classifier.Labels.ToList().IndexOf(label)];
    }

    private ClassifierResult Train(
        Recipe recipe, DatasetIndex data, string name, FinishedModel? from = null, bool adaptersOnly = false)
    {
        var settings = new ClassifierTrainingSettings
        {
            Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
            From = from,
            AdaptersOnly = adaptersOnly,
        };
        return new ClassifierTraining(recipe, settings).Run(data, Output(name), cancellationToken: TestContext.Current.CancellationToken);
    }

    private DatasetIndex Pictures(string name, params int[] digits)
    {
        using (var archive = ZipFile.OpenRead(Shared.Path("data", "sign_language_digits.zip")))
            foreach (var digit in digits)
                foreach (var entry in archive.Entries
                    .Where(entry => entry.FullName.StartsWith($"train/digit_{digit}/", StringComparison.Ordinal) && entry.Name.Length > 0)
                    .Take(14))
                {
                    var path = folder.File(name, $"digit_{digit}", entry.Name);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    entry.ExtractToFile(path);
                }
        return DatasetIndex.Open(folder.File(name), SmallRecipe.ToDatasetOptions());
    }
}
