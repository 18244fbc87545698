using System.IO.Compression;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Layers;
using Graft.Planning;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Tests.Planning;

/// <summary>Fine-tuning in whole trainings on a few real pictures, with published weights.</summary>
public sealed class FineTuneTrainingTests : IDisposable
{
    private static readonly FineTuneRecipe Quick = new() { Epochs = 4, LearningRate = 1e-3 };

    private readonly TemporaryFolder folder = new();

    private static Recipe SmallRecipe => new()
    {
        Backbone = "mobilenet_0.25.keras",
        InputSize = 64,
        Head = "discriminant",
        Taps = "blocks",
        FineTune = "2",
        FineTuning = Quick,
        ValidationFraction = 0.3,
        BatchSize = 8,
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_last_blocks_change_the_others_and_all_batch_normalization_stay()
    {
        using var data = Pictures();
        var head = Train(SmallRecipe with { FineTune = "none", FineTuning = null }, data, "head");
        // Without validation pictures the last state counts, whatever it is.
        var tuned = Train(SmallRecipe, Unjudged(data), "tuned");

        Assert.Null(head.FineTuning);
        Assert.Equal(4, tuned.FineTuning!.History.Epochs.Count);
        Assert.InRange(tuned.LargestDifference, 0, 1e-4);
        var (before, after) = (Load("head"), Load("tuned"));
        foreach (var layer in before.Layers.Where(layer => layer.Weights.Count > 0 && layer.Name != "predictions"))
        {
            var isLast = layer.Name.EndsWith("_12", StringComparison.Ordinal) || layer.Name.EndsWith("_13", StringComparison.Ordinal);
            Assert.True(isLast == !Values(layer).SequenceEqual(Values(after.GetLayer(layer.Name))), layer.Name);
        }
        Assert.True(tuned.TrainableParameters > head.TrainableParameters);
    }

    [Fact]
    public void The_recipe_repeats_it_to_the_bit_and_validation_is_not_worse_than_the_heads()
    {
        using var data = Pictures();
        var head = Train(SmallRecipe with { FineTune = "none", FineTuning = null }, data, "head");
        var first = Train(SmallRecipe with { Augment = AugmentationPreset.Standard }, data, "first");
        var again = Train(first.Recipe, data, "again");
        var other = Train(first.Recipe with { Seed = 1 }, data, "other");

        Assert.True(first.Validation!.Accuracy >= head.Validation!.Accuracy);
        Assert.True(first.Validation.Loss <= head.Validation.Loss + 1e-6);
        Assert.Equal(first.Recipe, again.Recipe);
        Assert.NotNull(first.Recipe.FineTuning!.Mirror);
        Assert.Equal(Bytes("first"), Bytes("again"));
        Assert.NotEqual(first.FineTuning!.History["loss"], other.FineTuning!.History["loss"]);
        Assert.Equal(first.Validation, Bundle.Open(Output("first")).Configuration.Metrics!.Validation);
    }

    [Fact]
    public void Views_are_drawn_anew_in_each_epoch()
    {
        using var data = Pictures();
        var losses = new[] { AugmentationPreset.None, AugmentationPreset.Strong }.Select(preset => Train(
            SmallRecipe with { Augment = preset, FineTuning = Quick with { LearningRate = 1e-12 } }, data, preset.ToString())
            .FineTuning!.History["loss"]).ToList();

        // The weights do not move, so the loss does where the pictures do; else it is rounded otherwise in another order.
        var (still, moving) = (losses[0].Max() - losses[0].Min(), losses[1].Max() - losses[1].Min());
        Assert.InRange(still, 0, 2e-3);
        Assert.True(moving > 10 * still, $"{moving}, {still}");
    }

    [Fact]
    public void Stopped_it_delivers_the_best_so_far_and_the_recipe_that_repeats_it()
    {
        using var data = Pictures();
        using var stop = new CancellationTokenSource();
        var recipe = SmallRecipe with { FineTuning = Quick with { Epochs = 50, Patience = 50 } };

        var stopped = Train(recipe, data, "stopped", new StopInEpoch(3, stop), stop.Token);
        var again = Train(stopped.Recipe, data, "again");

        Assert.True(stopped.WasStopped);
        Assert.InRange(stopped.FineTuning!.History.Epochs.Count, 1, 3);
        Assert.Equal(stopped.FineTuning.History.Epochs.Count, again.FineTuning!.History.Epochs.Count);
        Assert.Equal(Bytes("stopped"), Bytes("again"));
    }

    [Fact]
    public void More_blocks_than_there_are_are_refused_before_anything_is_written()
    {
        using var data = Pictures();
        var message = Assert.Throws<RecipeException>(() => Train(SmallRecipe with { FineTune = "15" }, data, "m")).Message;
        Assert.Contains("14 blocks", message);
        Assert.False(File.Exists(Output("m")));
    }

    private static float[] Values(Layer layer) => [.. layer.Weights.SelectMany(weight => weight.ToArray())];

    private string Output(string name) => Path.Combine(folder.Path, name + ".graft");

    private Model Load(string name) => Model.Load(Output(name));

    private byte[] Bytes(string name) => Bundle.Open(Output(name)).ReadPart(BundleParts.Weights);

    private ClassifierResult Train(
        Recipe recipe, DatasetIndex data, string name, IProgress<ClassifierProgress>? progress = null, CancellationToken stop = default)
    {
        var settings = new ClassifierTrainingSettings
        {
            Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
            Progress = progress,
        };
        return new ClassifierTraining(recipe, settings).Run(data, Output(name), cancellationToken: stop);
    }

    private DatasetIndex Pictures()
    {
        using (var archive = ZipFile.OpenRead(Shared.Path("data", "sign_language_digits.zip")))
            foreach (var group in archive.Entries.Where(entry => entry.Name.Length > 0 && entry.FullName.StartsWith("train/", StringComparison.Ordinal))
                .GroupBy(entry => entry.FullName.Split('/')[1]).Take(3))
                foreach (var entry in group.Take(14))
                {
                    var path = Path.Combine(folder.Path, "pictures", group.Key, entry.Name);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    entry.ExtractToFile(path);
                }
        return Open(SmallRecipe);
    }

    private DatasetIndex Unjudged(DatasetIndex data)
    {
        data.Dispose();
        return Open(SmallRecipe with { ValidationFraction = 0 });
    }

    private DatasetIndex Open(Recipe recipe) => DatasetIndex.Open(Path.Combine(folder.Path, "pictures"), recipe.ToDatasetOptions());

    private sealed class StopInEpoch(int epoch, CancellationTokenSource stop) : IProgress<ClassifierProgress>
    {
        public void Report(ClassifierProgress value)
        {
            if (value.Stage == ClassifierStage.FineTuning && value.Done * 50 >= value.Total * epoch)
                stop.Cancel();
        }
    }
}
