using System.Security.Cryptography;
using Graft.Backbones;
using Graft.Pretraining;
using Graft.Tests.Data;
using Graft.Weights;

namespace Graft.Tests.Pretraining;

/// <summary>Whole trainings from random weights on small pictures of two colours.</summary>
public sealed class ClassifierPretrainingTests : IDisposable
{
    private readonly PictureTree tree = new PictureTree().With(24);
    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];

    private static PretrainingRecipe Small => new()
    {
        Phases = [new(32, 2), new(40, 1)],
        BatchSize = 8,
        Policy = "none",
        Seed = 3,
    };

    private string Checkpoints => folder.File("checkpoints");

    public void Dispose()
    {
        tree.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void It_learns_and_writes_weights_that_say_what_they_are()
    {
        var result = Train(Small with { Phases = [new(32, 12)], Mixup = 0, CutMix = 0, AverageMomentum = 0 }, "colours");

        Assert.Equal(1, result.Accuracy);
        Assert.True(result.Epochs[^1]["loss"] < result.Epochs[0]["loss"] - 0.2, $"{result.Epochs[0]["loss"]} {result.Epochs[^1]["loss"]}");
        Assert.Equal(Enumerable.Range(0, 12), result.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(48, result.TrainingPictures + result.ValidationPictures);
        using var file = WeightsFile.Open(Output("colours"));
        var entry = PretrainedEntry.In(file)!;
        Assert.Equal("embedded.graft", entry.Architecture);
        Assert.Equal(["blue", "green"], entry.Classes);
        Assert.Equal(32, entry.Preprocessing.InputHeight);
        Assert.Equal(1, entry.Accuracy);
        Assert.Equal("graft pretrain", entry.Command);
        Assert.Equal(result.Recipe.ToJson(), entry.Recipe);
        Assert.Contains($"{result.TrainingPictures} pictures of 2 classes", entry.Data, StringComparison.Ordinal);
        Assert.Equal(result.Parameters, file.Arrays.Sum(array => array.Shape.Aggregate(1L, (product, size) => product * size)));
    }

    [Fact]
    public void What_was_made_is_found_in_a_folder_and_used_like_a_published_backbone()
    {
        Train(Small with { Phases = [new(32, 12)], Mixup = 0, CutMix = 0, AverageMomentum = 0 }, "colours");
        var search = new WeightsSearch { Folders = [folder.Path], Cache = folder.File("cache"), Offline = true };

        var backbone = BackboneRegistry.Find("colours.own", search);
        var network = backbone.Load(new BackboneOptions { IncludeTop = true, Search = search });

        Assert.Equal(["colours.own"], OwnBackbones.In(search).Select(own => own.Name));
        Assert.Equal((32, 32, 3), (network.Input.Shape[0], network.Input.Shape[1], network.Input.Shape[2]));
        Assert.Equal(1, Named(network, green: 70, blue: 0));
        Assert.Equal(0, Named(network, green: 0, blue: 70));
        Assert.Equal(288, backbone.Load(new BackboneOptions { Search = search }).Output.Shape.Channels);
        Assert.Throws<UnknownBackboneException>(() => BackboneRegistry.Find("colour.own", search));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Train(Small, "one");
        Train(Small, "two");
        Train(Small with { Seed = 4 }, "three");

        Assert.Equal(Bytes("one"), Bytes("two"));
        Assert.NotEqual(Bytes("one"), Bytes("three"));
    }

    // An epoch of 6 steps: within the first one, and in the second phase.
    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    public void Stopped_after_any_step_it_goes_on_to_the_same_bytes(int steps)
    {
        var whole = Train(Small, "same", replace: true);
        var expected = Bytes("same");
        File.Delete(Output("same"));

        Stop(Small, "same", steps);
        Assert.False(File.Exists(Output("same")));
        Assert.NotEmpty(Directory.GetFiles(Checkpoints));
        var resumed = Train(Small, "same", resume: true);

        Assert.Equal(expected, Bytes("same"));
        Assert.Equal(whole.Epochs[^1]["loss"], resumed.Epochs[^1]["loss"]);
        Assert.Contains(told, sentence => sentence.StartsWith("Going on after", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Checkpoints));
    }

    [Fact]
    public void A_training_with_sgd_and_gathered_gradients_ends_in_numbers()
    {
        Train(Small with { GradientAccumulation = 3, Sgd = true, LearningRate = 0.05, Policy = "rand" }, "gathered");
        var network = BackboneRegistry.Find("embedded").Load(new() { InputShape = new(32, 32, 3), Weights = Output("gathered") });
        Assert.All(network.Weights, weight => Assert.All(weight.ToArray(), value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void It_begins_with_the_weights_of_an_earlier_training()
    {
        Train(Small, "first");
        Train(Small with { From = Output("first"), LearningRate = 1e-9, AverageMomentum = 0, Seed = 9 }, "second");

        var (first, second) = (Body("first"), Body("second"));
        Assert.Equal(first.Weights.Count, second.Weights.Count);
        foreach (var (before, after) in first.Weights.Zip(second.Weights).Where(pair => !pair.First.IsStatistic))
            Close.Absolute(before.ToArray(), after.ToArray(), 1e-6, "a weight");
    }

    [Fact]
    public void It_does_not_begin_with_weights_of_another_network_or_with_none()
    {
        folder.Write("text.safetensors", "no weights"u8.ToArray());
        var other = folder.File("other.safetensors");
        BackboneRegistry.Find("mobilenet_0.25.keras").Load(new() { InputShape = new(32, 32, 3), Weights = null }).SaveWeights(other);

        Assert.ThrowsAny<WeightsException>(() => Train(Small with { From = other }, "never"));
        Assert.ThrowsAny<WeightsException>(() => Train(Small with { From = folder.File("text.safetensors") }, "never"));
        Assert.ThrowsAny<WeightsException>(() => Train(Small with { From = folder.File("missing.safetensors") }, "never"));
        Assert.False(File.Exists(Output("never")));
    }

    [Fact]
    public void Too_few_pictures_are_refused_with_what_to_do()
    {
        var error = Assert.Throws<PretrainingException>(() => Train(Small with { BatchSize = 64 }, "never"));

        Assert.Contains("a step takes 64", error.Message, StringComparison.Ordinal);
        Assert.Contains("graft train", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_recipe_is_named_at_once()
    {
        var error = Assert.Throws<PretrainingException>(() => new ClassifierPretraining(new()
        {
            Phases = [new(0, 0)],
            BatchSize = 1,
            GradientAccumulation = 0,
            LearningRate = double.NaN,
            WarmUp = 2,
            WeightDecay = -1,
            ClipNorm = 0,
            AverageMomentum = 1,
            LabelSmoothing = 1,
            Mixup = -1,
            SmallestCrop = 0,
            Policy = "magic",
        }));

        Assert.All(
            (string[])["epochs is 0", "input size is 0", "batch size is 1", "over 0 steps", "learning rate is NaN", "warm-up is 2",
                "weight decay is -1", "clipping norm is 0", "momentum of the average is 1", "label smoothing is 1", "mixup is -1",
                "smallest crop is 0", "'magic'"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_begun_otherwise_is_refused_and_nothing_of_it_is_lost()
    {
        Stop(Small, "same", 3);
        var kept = Hashes();

        var error = Assert.Throws<PretrainingException>(() => Train(Small with { LearningRate = 1e-3 }, "same", resume: true));
        tree.With(1, first: 200);
        var others = Assert.Throws<PretrainingException>(() => Train(Small, "same", resume: true));

        Assert.Contains("recipe", error.Message, StringComparison.Ordinal);
        Assert.Contains("pictures", others.Message, StringComparison.Ordinal);
        Assert.Equal(kept, Hashes());
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_left_out_and_named()
    {
        tree.WithFile("blue/broken.bmp", [1, 2, 3]);

        var unusable = Assert.Single(Train(Small, "left").Unusable);

        Assert.Contains("broken.bmp", unusable.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_is_as_many_epochs_as_fit_into_it()
    {
        // By the clock a step takes some hours, so that not one epoch fits; one is made all the same.
        var one = new ClassifierPretraining(Small with { Phases = [new(32, 7)] }, Settings(false)) { Budget = TimeSpan.FromHours(1) }
            .Run(tree.Root, Output("one"), "graft pretrain");
        var many = new ClassifierPretraining(Small with { Phases = [new(32, 7)] }, Settings(false)) { Budget = TimeSpan.FromHours(90) }
            .Run(tree.Root, Output("many"), "graft pretrain");

        Assert.Single(one.Epochs);
        Assert.InRange(many.Epochs.Count, 2, 60);
        Assert.Equal(many.Epochs.Count, many.Recipe.Epochs);
        Assert.Contains(told, sentence => sentence.Contains("fit into the budget", StringComparison.Ordinal));
    }

    private static int Named(Model network, byte green, byte blue)
    {
        var picture = new float[32 * 32 * 3];
        for (var i = 0; i < picture.Length; i += 3)
            (picture[i + 1], picture[i + 2]) = (green, blue);
        var preprocessing = ((Graft.Layers.Input)network.Input.Node.Layer).Preprocessing!;
        var values = new float[picture.Length];
        preprocessing.Normalize(Array.ConvertAll(picture, value => (byte)value), values);
        var logits = network.Predict(new NDArray(values, [1, 32, 32, 3])).Values;
        return logits[1] > logits[0] ? 1 : 0;
    }

    private Model Body(string name) =>
        BackboneRegistry.Find("embedded").Load(new() { InputShape = new(32, 32, 3), Weights = Output(name) });

    private string Output(string name) => folder.File(name + OwnBackbones.Ending);

    private Dictionary<string, string> Hashes() => Directory.GetFiles(Checkpoints)
        .ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private byte[] Bytes(string name) => File.ReadAllBytes(Output(name));

    private PretrainingSettings Settings(bool resume, IProgress<PretrainingProgress>? progress = null) => new()
    {
        Checkpoints = Checkpoints,
        Resume = resume,
        Progress = progress,
        Announcements = new Immediate<string>(told.Add),
        Clock = new StepClock(),
    };

    private PretrainingResult Train(PretrainingRecipe recipe, string name, bool resume = false, bool replace = false) =>
        new ClassifierPretraining(recipe, Settings(resume)).Run(tree.Root, Output(name), "graft pretrain", replace);

    private void Stop(PretrainingRecipe recipe, string name, int steps)
    {
        using var stop = new CancellationTokenSource();
        var progress = new Immediate<PretrainingProgress>(value =>
        {
            if (value.Stage == PretrainingStage.Training && value.Done == steps)
                stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => new ClassifierPretraining(recipe, Settings(false, progress)).Run(
            tree.Root, Output(name), "graft pretrain", cancellationToken: stop.Token));
    }
}
