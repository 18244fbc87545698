using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Layers;
using Graft.Planning;
using Graft.Runtime;
using Graft.Runtime.Bundles;

namespace Graft.Tests.Planning;

/// <summary>Trainings that take no published weights, on a few real pictures.</summary>
public sealed class ScratchTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static Recipe FromScratch => new()
    {
        Backbone = "mobilenet_0.25.keras",
        Weights = Recipe.RandomWeights,
        InputSize = 32,
        FineTune = FineTuneDepth.All,
        FineTuning = FineTuneRecipe.FromScratch with { Epochs = 3 },
        Augment = AugmentationPreset.Light,
        ValidationFraction = 0.2,
        BatchSize = 8,
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_weights_are_trained_the_normalizations_and_their_statistics_too()
    {
        using var data = FewSigns.In(folder.Path, FromScratch);
        var begun = Train(FromScratch with { FineTuning = FineTuneRecipe.FromScratch with { Epochs = 1, LearningRate = 1e-12 } }, data, "begun");
        var trained = Train(FromScratch, data, "trained");

        Assert.Equal(("linear", "last", trained.Parameters), (trained.Recipe.Head, trained.Recipe.Taps, begun.Parameters));
        Assert.Equal(3, trained.FineTuning!.History.Epochs.Count);
        Assert.Equal(0, trained.Trunk.PicturesRun);
        Assert.InRange(trained.LargestDifference, 0, 1e-4);
        var (before, after) = (Model.Load(Output("begun")), Model.Load(Output("trained")));
        foreach (var layer in before.Layers)
            foreach (var (weight, same) in layer.Weights.Zip(after.GetLayer(layer.Name).Weights))
                Assert.False(weight.ToArray().SequenceEqual(same.ToArray()), $"{layer.Name}/{weight.Name}");
        using var classifier = ImageClassifier.Open(Output("trained"));
        Assert.Equal(data.ClassNames, classifier.Labels);
    }

    [Fact]
    public void The_seed_chooses_the_first_weights_and_the_recipe_repeats_the_model_to_the_bit()
    {
        using var data = FewSigns.In(folder.Path, FromScratch);
        var first = Train(FromScratch, data, "first");
        var again = Train(Recipe.Parse(first.Recipe.ToJson()), data, "again");
        var other = Train(FromScratch with { Seed = 1 }, data, "other");

        Assert.Equal(first.Recipe, again.Recipe);
        Assert.Equal(File.ReadAllBytes(Output("first")), File.ReadAllBytes(Output("again")));
        Assert.NotEqual(first.FineTuning!.History["loss"][0], other.FineTuning!.History["loss"][0]);
    }

    [Fact]
    public void It_learns_its_own_pictures_by_heart()
    {
        var recipe = FromScratch with
        {
            FineTuning = FineTuneRecipe.FromScratch with { Epochs = 60, LabelSmoothing = 0 },
            Augment = AugmentationPreset.None,
            Dropout = 0,
            ValidationFraction = 0,
            TestFraction = 0,
        };
        using var data = FewSigns.In(folder.Path, recipe, digits: 2, pictures: 8);
        Train(recipe, data, "model");

        using var classifier = ImageClassifier.Open(Output("model"));
        Assert.All(data.Train, labeled => Assert.Equal(
            data.ClassNames[labeled.Label], classifier.Predict(labeled.Picture.Read(1 << 20)).Label));
    }

    [Fact]
    public void Without_fine_tuning_the_head_stands_on_the_untrained_network()
    {
        var recipe = FromScratch with { FineTune = FineTuneDepth.None, FineTuning = null, Augment = AugmentationPreset.None };
        using var data = FewSigns.In(folder.Path, recipe);
        var untrained = Train(recipe, data, "untrained");

        Assert.Null(untrained.FineTuning);
        Assert.True(untrained.Trunk.PicturesRun > 0);
        Assert.Null(Bundle.Open(Output("untrained")).Configuration.Backbone!.Weights);
        var statistics = Model.Load(Output("untrained")).Layers.OfType<BatchNormalization>().SelectMany(
            layer => layer.Weights.Single(weight => weight.Name == "moving_mean").ToArray());
        Assert.All(statistics, mean => Assert.Equal(0, mean));
    }

    [Fact]
    public void A_recipe_that_trains_parts_of_nothing_is_refused_with_all_that_is_wrong_with_it()
    {
        Refusal.Of<RecipeException>(
            "it must be 'all' to train from scratch, or 'none'", (FromScratch with { FineTune = "2" }).Check);
        Refusal.Of<RecipeException>(
            "it must be linear or dense:UNITS", (FromScratch with { Head = "discriminant", Taps = "blocks" }).Check);
        Refusal.Of<RecipeException>("a head sees the last block", (FromScratch with { Taps = "blocks" }).Check);
        (FromScratch with { Head = "dense:16" }).Check();
    }

    [Fact]
    public void What_a_recipe_does_not_say_has_the_defaults_of_a_training_from_scratch()
    {
        var recipe = Recipe.Parse(
            """{"backbone":"mobilenet_0.25.keras","weights":"none","fineTune":"all","fineTuning":{"epochs":7}}"""u8);

        Assert.Equal(FineTuneRecipe.FromScratch with { Epochs = 7 }, recipe.FineTuning);
    }

    [Fact]
    public void Stopped_before_the_first_epoch_is_done_it_writes_nothing()
    {
        using var data = FewSigns.In(folder.Path, FromScratch);
        using var stop = new CancellationTokenSource();
        var settings = new ClassifierTrainingSettings { Progress = new Stopping(stop) };

        Assert.Throws<OperationCanceledException>(
            () => new ClassifierTraining(FromScratch, settings).Run(data, Output("model"), cancellationToken: stop.Token));
        Assert.False(File.Exists(Output("model")));
    }

    private string Output(string name) => Path.Combine(folder.Path, name + ".graft");

    private ClassifierResult Train(Recipe recipe, DatasetIndex data, string name) =>
        new ClassifierTraining(recipe).Run(data, Output(name));

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<ClassifierProgress>
    {
        public void Report(ClassifierProgress value)
        {
            if (value.Stage == ClassifierStage.Scratch)
                stop.Cancel();
        }
    }
}
