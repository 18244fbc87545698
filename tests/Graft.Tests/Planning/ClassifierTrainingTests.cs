using Graft.Data;
using Graft.Planning;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Tests.Planning;

/// <summary>Whole trainings on a few real pictures, with published weights.</summary>
public sealed class ClassifierTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static Recipe SmallRecipe => new() { Backbone = "mobilenet_0.25.keras", InputSize = 64, Epochs = 8, Head = "dense:16" };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_written_file_computes_what_was_trained_and_its_figures_are_those_reported()
    {
        using var data = Pictures();
        var output = Path.Combine(folder.Path, "signs.graft");

        var result = Train(SmallRecipe, data, output);

        Assert.InRange(result.LargestDifference, 0, 1e-4);
        Assert.Equal(new PictureCounts(data.Train.Count, data.Validation.Count, data.Test.Count, 0), result.Pictures);
        Assert.Equal(data.Train.Count + data.Validation.Count, result.Trunk.PicturesRun);
        Assert.Equal(result.Trunk.PicturesRun, result.Trunk.PicturesPerSecond * result.Seconds.Trunk, 1e-6);
        var bundle = Bundle.Open(output);
        Assert.Equal(result.Test, bundle.Configuration.Metrics!.Test);
        Assert.Equal(SmallRecipe with { Taps = "last" }, Recipe.Parse(bundle.ReadPart(BundleParts.Recipe)));
        using var classifier = ImageClassifier.Open(output);
        var right = data.Test.Count(picture => classifier.Predict(picture.Picture.Read(1 << 20)).Label == data.ClassNames[picture.Label]);
        Assert.Equal(result.Test!.Accuracy, (double)right / data.Test.Count, 12);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        using var data = Pictures();
        string[] outputs = ["a.graft", "b.graft", "c.graft"];

        foreach (var (name, seed) in outputs.Zip([1, 1, 2]))
            Train(SmallRecipe with { Seed = seed }, data, Path.Combine(folder.Path, name));

        var bytes = outputs.Select(name => Bundle.Open(Path.Combine(folder.Path, name)).ReadPart(BundleParts.Weights)).ToList();
        Assert.Equal(bytes[0], bytes[1]);
        Assert.NotEqual(bytes[0], bytes[2]);
    }

    [Theory]
    [InlineData("auto", "auto")]
    [InlineData("discriminant", "last")]
    [InlineData("logistic", "blocks")]
    public void A_head_without_epochs_is_written_with_the_recipe_that_finds_it_again(string head, string taps)
    {
        using var data = Pictures();
        var recipe = SmallRecipe with { Head = head, Taps = taps };

        var result = Train(recipe, data, Path.Combine(folder.Path, "first.graft"));
        var again = Train(result.Recipe, data, Path.Combine(folder.Path, "again.graft"));

        Assert.Empty(result.Epochs);
        Assert.Contains(result.Candidates, candidate => candidate.Chosen);
        Assert.Empty(again.Candidates);
        Assert.InRange(result.LargestDifference, 0, 1e-4);
        Assert.Equal(result.Recipe, again.Recipe);
        if (taps != "auto")
            Assert.Equal((head, taps), (result.Recipe.Head, result.Recipe.Taps));
        var bytes = new[] { "first", "again" }
            .Select(name => Bundle.Open(Path.Combine(folder.Path, name + ".graft")).ReadPart(BundleParts.Weights)).ToList();
        Assert.Equal(bytes[0], bytes[1]);
        Assert.Equal(data.Train.Count + data.Validation.Count, result.Trunk.PicturesRun);
        Assert.Equal(result.Trunk.PicturesRun, result.Trunk.PicturesPerSecond * result.Seconds.Trunk, 1e-6);
    }

    [Fact]
    public void A_trained_head_may_see_all_blocks()
    {
        using var data = Pictures();
        var result = Train(SmallRecipe with { Taps = "blocks", Head = "linear" }, data, Path.Combine(folder.Path, "m.graft"));
        // 8 channels of the first convolution, and what the 13 pairs give.
        Assert.Equal((1496 + 1) * 3, result.TrainableParameters);
    }

    [Fact]
    public void The_graph_in_the_bundle_can_be_loaded_and_trained_on()
    {
        using var data = Pictures();
        var output = Path.Combine(folder.Path, "signs.graft");
        var result = Train(SmallRecipe, data, output);

        var model = Model.Load(output);

        Assert.Equal(result.Parameters, model.Weights.Sum(weight => weight.Count));
        Assert.Equal(result.TrainableParameters, model.TrainableWeights.Sum(weight => weight.Count));
        Assert.False(model.GetLayer("conv1").Trainable);
    }

    [Fact]
    public void A_cancelled_training_writes_nothing()
    {
        using var data = Pictures();
        using var stop = new CancellationTokenSource();
        var output = Path.Combine(folder.Path, "signs.graft");
        var settings = Settings with { Progress = new StopAt(ClassifierStage.Head, stop) };

        Assert.ThrowsAny<OperationCanceledException>(
            () => new ClassifierTraining(SmallRecipe, settings).Run(data, output, cancellationToken: stop.Token));

        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.graft*"));
    }

    private static ClassifierTrainingSettings Settings => new()
    {
        Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
    };

    private static ClassifierResult Train(Recipe recipe, DatasetIndex data, string output) =>
        new ClassifierTraining(recipe, Settings).Run(data, output);

    private DatasetIndex Pictures() => FewSigns.In(folder.Path, SmallRecipe);

    private sealed class StopAt(ClassifierStage stage, CancellationTokenSource stop) : IProgress<ClassifierProgress>
    {
        public void Report(ClassifierProgress value)
        {
            if (value.Stage == stage)
                stop.Cancel();
        }
    }
}
