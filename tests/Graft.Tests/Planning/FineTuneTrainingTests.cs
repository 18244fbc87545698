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

    // A head that knows next to nothing, so that training on helps.
    private static Recipe WeakRecipe => SmallRecipe with { Head = "linear", Taps = "last", Epochs = 1, LearningRate = 1e-5 };

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

    [Theory]
    [InlineData("lora", "conv_pw_")]
    [InlineData("ssf", "_bn")]
    public void Adapters_change_the_weights_that_they_are_merged_into_and_no_others(string kind, string changed)
    {
        using var data = Pictures();
        using var unjudged = Unjudged(data);
        var head = Train(WeakRecipe with { FineTune = "none", FineTuning = null }, unjudged, "head");
        var tuned = Train(WeakRecipe with { FineTune = kind, FineTuning = Quick with { LearningRate = 1e-4 } }, unjudged, "tuned");
        var again = Train(tuned.Recipe, unjudged, "again");

        Assert.InRange(tuned.LargestDifference, 0, 1e-4);
        Assert.Equal(Bytes("tuned"), Bytes("again"));
        var (before, after) = (Load("head"), Load("tuned"));
        foreach (var layer in before.Layers.Where(layer => layer.Weights.Count > 0 && layer.Name != "predictions"))
        {
            var isChanged = layer.Name.Contains(changed, StringComparison.Ordinal)
                && layer is BatchNormalization == (kind == "ssf");
            Assert.True(isChanged != Values(layer).SequenceEqual(Values(after.GetLayer(layer.Name))), layer.Name);
        }
        // Of each layer a rank of 8 on both sides, or two numbers a channel.
        var adapters = before.Layers.Sum(layer => (kind, layer) switch
        {
            ("lora", Conv2D { KernelSize: (1, 1) } point) => 8 * (point.Weights[0].Shape[2] + point.Filters),
            ("ssf", BatchNormalization normalization) => 2 * normalization.Weights[0].Shape[0],
            _ => 0,
        });
        Assert.Equal(head.TrainableParameters + adapters, tuned.TrainableParameters);
        Assert.Equal(head.Parameters, tuned.Parameters);
    }

    [Fact]
    public void Adapters_are_among_what_is_tried()
    {
        using var data = Pictures();

        var planned = Train(WeakRecipe with { FineTune = "auto", FineTuning = Quick with { Epochs = 1 } }, data, "planned");

        Assert.Equal(
            ["adapters, SSF", "adapters, LoRA"], planned.Plan.Select(candidate => candidate.Name).Where(name => name.StartsWith('a')));
        Assert.All(planned.Plan.TakeLast(2), candidate => Assert.NotNull(candidate.Accuracy));
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
    public void Of_two_views_epochs_take_turns()
    {
        using var data = Pictures();
        var how = Quick with { LearningRate = 1e-12, Patience = 9, Views = 2 };
        var losses = Train(SmallRecipe with { Augment = AugmentationPreset.Strong, FineTuning = how }, data, "turns")
            .FineTuning!.History["loss"];

        Assert.Equal(4, losses.Count);
        Assert.InRange(Math.Abs(losses[2] - losses[0]) + Math.Abs(losses[3] - losses[1]), 0, 4e-3);
        Assert.True(Math.Abs(losses[1] - losses[0]) > 2e-2, string.Join(", ", losses));
    }

    [Fact]
    public void Stopped_it_delivers_the_best_so_far_and_the_recipe_that_repeats_it()
    {
        using var data = Pictures();
        using var stop = new CancellationTokenSource();
        var recipe = SmallRecipe with { FineTuning = Quick with { Epochs = 50, Patience = 50 } };

        var stopped = Train(recipe, data, "stopped", new StopInEpoch(3, stop), stop: stop.Token);
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

    [Fact]
    public void Left_to_itself_it_takes_what_is_better_by_more_than_chance_and_its_recipe_repeats_it()
    {
        using var data = Pictures();
        var recipe = WeakRecipe with { FineTune = "auto" };
        var told = new List<string>();

        var planned = Train(recipe, data, "planned", announcements: told);
        var again = Train(planned.Recipe, data, "again");

        Assert.Equal("head alone", planned.Plan[0].Name);
        Assert.False(planned.Plan[0].Chosen);
        var chosen = Assert.Single(planned.Plan, candidate => candidate.Chosen);
        Assert.True(chosen.Loss < planned.Plan[0].Loss);
        Assert.Equal(chosen.Name, FineTunePlanner.NameOf(planned.Recipe.FineTune));
        Assert.True(planned.Recipe.FineTuning!.KeepLast);
        Assert.Equal(planned.Plan.Count(candidate => candidate.Seconds is not null), told.Count);
        Assert.All(told, sentence => Assert.Contains("about", sentence));
        Assert.Empty(again.Plan);
        Assert.Equal(Bytes("planned"), Bytes("again"));
        Assert.Equal(planned.Test, again.Test);
    }

    [Fact]
    public void A_budget_that_is_too_small_gives_the_head_alone()
    {
        using var data = Pictures();
        Train(WeakRecipe with { FineTune = "none", FineTuning = null }, data, "head");

        var planned = Train(WeakRecipe with { FineTune = "auto" }, data, "planned", budget: TimeSpan.FromMilliseconds(1));

        Assert.Equal(["head alone", "fine-tuning, last block"], planned.Plan.Select(candidate => candidate.Name));
        Assert.Equal([true, false], planned.Plan.Select(candidate => candidate.Chosen));
        Assert.Equal("no time is left", planned.Plan[1].Why);
        Assert.Equal(("none", null), (planned.Recipe.FineTune, planned.Recipe.FineTuning));
        Assert.Equal(Bytes("head"), Bytes("planned"));
        Assert.Equal(Load("head").TrainableWeights.Count(), Load("planned").TrainableWeights.Count());
    }

    [Fact]
    public void Stopped_while_it_plans_it_delivers_what_was_judged()
    {
        using var data = Pictures();
        using var stop = new CancellationTokenSource();
        Train(WeakRecipe with { FineTune = "none", FineTuning = null }, data, "head");

        var planned = Train(WeakRecipe with { FineTune = "auto" }, data, "planned", new StopInEpoch(1, stop), stop: stop.Token);

        Assert.True(planned.WasStopped);
        Assert.True(planned.Plan[0].Chosen);
        Assert.Equal(Bytes("head"), Bytes("planned"));
    }

    private static float[] Values(Layer layer) => [.. layer.Weights.SelectMany(weight => weight.ToArray())];

    private string Output(string name) => Path.Combine(folder.Path, name + ".graft");

    private Model Load(string name) => Model.Load(Output(name));

    private byte[] Bytes(string name) => Bundle.Open(Output(name)).ReadPart(BundleParts.Weights);

    private ClassifierResult Train(
        Recipe recipe, DatasetIndex data, string name, IProgress<ClassifierProgress>? progress = null,
        List<string>? announcements = null, TimeSpan? budget = null, CancellationToken stop = default)
    {
        var settings = new ClassifierTrainingSettings
        {
            Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
            Progress = progress,
            Announcements = announcements is null ? null : new Sentences(announcements),
            Budget = budget ?? TimeSpan.FromHours(1),
        };
        return new ClassifierTraining(recipe, settings).Run(data, Output(name), cancellationToken: stop);
    }

    private DatasetIndex Pictures() => FewSigns.In(folder.Path, SmallRecipe);

    private DatasetIndex Unjudged(DatasetIndex data)
    {
        data.Dispose();
        return Open(SmallRecipe with { ValidationFraction = 0 });
    }

    private DatasetIndex Open(Recipe recipe) => DatasetIndex.Open(Path.Combine(folder.Path, "pictures"), recipe.ToDatasetOptions());

    private sealed class Sentences(List<string> all) : IProgress<string>
    {
        public void Report(string value) => all.Add(value);
    }

    private sealed class StopInEpoch(int epoch, CancellationTokenSource stop) : IProgress<ClassifierProgress>
    {
        public void Report(ClassifierProgress value)
        {
            if (value.Stage == ClassifierStage.FineTuning && value.Done * 50 >= value.Total * epoch)
                stop.Cancel();
        }
    }
}
