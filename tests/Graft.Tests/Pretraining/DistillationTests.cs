using Graft.Backbones;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Pretraining;
using Graft.Runtime.Bundles;
using Graft.Tests.Data;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Tests.Pretraining;

/// <summary>Trainings on what the published MobileNet makes of small pictures.</summary>
public sealed class DistillationTests : IDisposable
{
    private const string TeacherName = "mobilenet_0.25.keras";

    private readonly PictureTree tree = new PictureTree().With(16);
    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];

    private static PretrainingRecipe Small => new()
    {
        Phases = [new(32, 2), new(40, 1)],
        BatchSize = 8,
        Policy = "none",
        Mixup = 0,
        CutMix = 0,
        LabelSmoothing = 0,
        AverageMomentum = 0,
        Seed = 3,
        Teacher = new TeacherRecipe(TeacherName, 64) { Views = 2 },
    };

    private static WeightsSearch Published => new()
    {
        Folders = [Shared.Path("weights")],
        Cache = Path.Combine(Path.GetTempPath(), "graft-no-such-cache"),
        Offline = true,
    };

    private string Checkpoints => folder.File("checkpoints");

    public void Dispose()
    {
        tree.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void It_comes_nearer_to_its_teacher_and_keeps_no_classifier()
    {
        var result = Train(Small with { Phases = [new(32, 10)] }, "near");

        Assert.True(result.Epochs[^1]["loss"] < 0.9 * result.Epochs[0]["loss"], $"{result.Epochs[0]["loss"]} {result.Epochs[^1]["loss"]}");
        Assert.All((string[])["logits_loss", "features_loss", "labels_loss", "labels_accuracy"],
            name => Assert.True(result.Epochs[^1].Values.ContainsKey(name), name));
        using var file = WeightsFile.Open(Output("near"));
        Assert.Empty(PretrainedEntry.In(file)!.Classes);
        Assert.DoesNotContain(file.Arrays, array => array.Path.Contains("logits", StringComparison.Ordinal)
            || array.Path.Contains("labels", StringComparison.Ordinal) || array.Path.Contains("features", StringComparison.Ordinal));
        Assert.Equal(result.Parameters, file.Arrays.Sum(array => array.Shape.Aggregate(1L, (product, size) => product * size)));
    }

    [Fact]
    public void Half_precision_takes_half_the_bytes_and_hardly_changes_a_weight()
    {
        Train(Small, "full");
        Train(Small, "half", half: true);

        Assert.InRange(new FileInfo(Output("half")).Length / (double)new FileInfo(Output("full")).Length, 0.45, 0.56);
        foreach (var (full, half) in Body("full").Weights.Zip(Body("half").Weights))
            foreach (var (exact, rounded) in full.ToArray().Zip(half.ToArray()))
                Assert.InRange(rounded, exact - Math.Abs(exact) / 1024 - 1e-7f, exact + Math.Abs(exact) / 1024 + 1e-7f);
    }

    // An epoch of 4 steps: in the second one, and in the second phase.
    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    public void Stopped_after_any_step_it_goes_on_to_the_same_bytes(int steps)
    {
        Train(Small, "same");
        var expected = File.ReadAllBytes(Output("same"));
        File.Delete(Output("same"));
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => Train(Small, "same", progress: value =>
        {
            if (value.Stage == PretrainingStage.Training && value.Done == steps)
                stop.Cancel();
        }, stop: stop.Token));
        Train(Small, "same", resume: true);

        Assert.Equal(expected, File.ReadAllBytes(Output("same")));
        Assert.Contains(told, sentence => sentence.StartsWith("Going on after", StringComparison.Ordinal));
    }

    [Fact]
    public void Pictures_need_no_classes_and_larger_ones_stand_for_several()
    {
        var plain = folder.File("plain");
        Directory.CreateDirectory(plain);
        for (var number = 0; number < 12; number++)
            File.WriteAllBytes(Path.Combine(plain, $"{number}.bmp"), PictureTree.Bitmap(number * 1000, 80, 80));

        var result = new Distillation(Small with { Phases = [new(40, 1)] }, Settings(false)).Run([plain], Output("plain"), "graft distill");

        Assert.Empty(result.Classes);
        Assert.Null(result.Accuracy);
        Assert.Equal(48, result.TrainingPictures);
        Assert.DoesNotContain("labels_loss", result.Epochs[0].Values.Keys);
    }

    [Fact]
    public void With_other_pictures_beside_them_those_with_classes_teach_their_classes()
    {
        var plain = folder.File("plain");
        Directory.CreateDirectory(plain);
        for (var number = 0; number < 12; number++)
            File.WriteAllBytes(Path.Combine(plain, $"{number}.bmp"), PictureTree.Bitmap(number * 1000, 40, 40));

        var result = new Distillation(Small, Settings(false)).Run([tree.Root, plain], Output("both"), "graft distill");

        Assert.Equal(["blue", "green"], result.Classes);
        Assert.Equal(32 + 12, result.TrainingPictures + result.ValidationPictures);
        Assert.NotNull(result.Accuracy);
    }

    [Fact]
    public void A_teacher_looks_at_each_view_once_and_what_it_said_is_kept_for_the_next_training()
    {
        var store = new FeatureStore(folder.File("store"));
        var (first, second) = (Views("first"), Views("second"));

        Assert.True(first.Count > 1, "The first training has views to look at.");
        // Of the second training each report is what was recalled for one more view: all pictures, once for each view, and of the
        // validation part.
        Assert.Equal(3, second.Count);
        Assert.Equal(File.ReadAllBytes(Output("first")), File.ReadAllBytes(Output("second")));

        List<long> Views(string name)
        {
            var done = new List<long>();
            Train(Small, name, store: store, progress: value =>
            {
                if (value.Stage == PretrainingStage.Teacher)
                    done.Add(value.Done);
            });
            return done;
        }
    }

    [Fact]
    public void Its_targets_are_what_the_teacher_gives_for_the_view_that_the_network_sees()
    {
        var settings = Settings(false);
        using var data = PretrainingData.Any([tree.Root], 3, TestContext.Current.CancellationToken);
        var network = new PretrainingNetwork(Small);
        var pictures = data.Load(
            DataPart.Train, network.Preprocessing(32), settings, new PictureMemory(long.MaxValue), larger: false,
            TestContext.Current.CancellationToken);
        var augmenter = new Augmenter { Crop = new RandomResizedCrop(0.35), Steps = [new RandomMirror()] };
        using var teacher = new Teacher(Small.Teacher!, settings, TestContext.Current.CancellationToken);
        using var outputs = teacher.Watch(pictures, augmenter, "views", 2, 3, _ => { }, TestContext.Current.CancellationToken);
        var whole = BackboneRegistry.Find(TeacherName).Load(
            new() { IncludeTop = true, InputShape = new(64, 64, 3), Search = Published });
        var preprocessing = BackboneRegistry.Find(TeacherName).Weights.Preprocessing.ForInput(64, 64);
        var seen = pictures.As(preprocessing, augmenter, 3);

        for (var row = 0; row < 5; row++)
            for (var view = 0; view < 2; view++)
            {
                var values = new float[64 * 64 * 3];
                preprocessing.Normalize(seen.View(row, view).Pixels, values);
                var expected = whole.Predict(new NDArray(values, [1, 64, 64, 3])).Values;
                var given = new float[teacher.Classes];
                outputs.Probabilities(row, view, 1, given);
                // The teacher computes in eight bits of mantissa.
                Close.Absolute(expected, given, 0.05, $"picture {row}, view {view}");
                Assert.Equal(1, given.Sum(), 3);
                var flat = new float[teacher.Classes];
                outputs.Probabilities(row, view, 1e6, flat);
                Assert.All(flat, value => Assert.Equal(1f / teacher.Classes, value, 4));
            }
    }

    [Fact]
    public void Features_are_standardized_over_all_pictures()
    {
        var settings = Settings(false);
        using var data = PretrainingData.Any([tree.Root], 3, TestContext.Current.CancellationToken);
        var pictures = data.Load(
            DataPart.Train, new PretrainingNetwork(Small).Preprocessing(32), settings, new PictureMemory(long.MaxValue), larger: false,
            TestContext.Current.CancellationToken);
        using var teacher = new Teacher(Small.Teacher!, settings, TestContext.Current.CancellationToken);
        using var outputs = teacher.Watch(pictures, new Augmenter(), "views", 1, 3, _ => { }, TestContext.Current.CancellationToken);

        outputs.Standardize();
        var rows = Enumerable.Range(0, pictures.Count).Select(row =>
        {
            var values = new float[teacher.Features];
            outputs.Features(row, 0, values);
            return values;
        }).ToArray();

        for (var i = 0; i < teacher.Features; i += 7)
        {
            var (mean, square) = (rows.Average(row => row[i]), rows.Average(row => row[i] * row[i]));
            Assert.Equal(0, mean, 3);
            Assert.InRange(square, -0.001, 1.01);
        }
    }

    [Theory]
    [InlineData(16, "32")]
    [InlineData(0, "teacher's input size is 0")]
    public void A_teacher_that_does_not_take_such_pictures_is_refused(int size, string told)
    {
        var error = Assert.ThrowsAny<Exception>(() => Train(Small with { Teacher = new TeacherRecipe(TeacherName, size) }, "never"));

        Assert.True(error is ArgumentException or PretrainingException, error.ToString());
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Output("never")));
    }

    [Fact]
    public void A_licence_that_forbids_commercial_use_is_to_be_accepted_and_goes_on()
    {
        const string Research = "CC-BY-NC-4.0";
        new ClassifierPretraining(Small with { Teacher = null, Phases = [new(32, 1)] }, Settings(false)) { Licence = Research }
            .Run(tree.Root, Output("research"), "graft pretrain");
        var recipe = Small with { Phases = [new(32, 1)], Teacher = new TeacherRecipe("research.own", 32) };
        var search = new WeightsSearch { Folders = [folder.Path], Cache = folder.File("cache"), Offline = true };
        var accepted = search with { AcceptedLicences = [Research] };
        var stages = new List<PretrainingStage>();

        Assert.Throws<LicenceException>(() => Run(search));
        Assert.Throws<PretrainingException>(() => Run(accepted, "MIT"));
        Assert.DoesNotContain(PretrainingStage.Teacher, stages);
        Run(accepted);
        Assert.Contains(PretrainingStage.Teacher, stages);

        using var file = WeightsFile.Open(Output("pupil"));
        Assert.Equal(Research, PretrainedEntry.In(file)!.Licence);

        void Run(WeightsSearch found, string? licence = null) =>
            new Distillation(recipe, Settings(false, progress: now => stages.Add(now.Stage)) with { Search = found }) { Licence = licence }.Run(
                [tree.Root], Output("pupil"), "graft distill");
    }

    [Fact]
    public void A_teacher_without_weights_or_of_no_known_name_is_refused()
    {
        Assert.Throws<UnknownBackboneException>(() => Train(Small with { Teacher = new TeacherRecipe("mobilnet", 64) }, "never"));
        Assert.ThrowsAny<WeightsException>(() => Train(Small with { Teacher = new TeacherRecipe("vgg19.keras", 64) }, "never"));
        Assert.Throws<PretrainingException>(() => new Distillation(Small with { Teacher = null }));
    }

    private Model Body(string name) =>
        BackboneRegistry.Find("embedded").Load(new() { InputShape = new(32, 32, 3), Weights = Output(name) });

    private string Output(string name) => folder.File(name + OwnBackbones.Ending);

    private PretrainingSettings Settings(
        bool resume, FeatureStore? store = null, Action<PretrainingProgress>? progress = null) => new()
        {
            Search = Published,
            Store = store,
            Checkpoints = Checkpoints,
            Resume = resume,
            Progress = progress is null ? null : new Immediate<PretrainingProgress>(progress),
            Announcements = new Immediate<string>(told.Add),
            Clock = new StepClock(),
        };

    private PretrainingResult Train(
        PretrainingRecipe recipe, string name, bool resume = false, bool half = false, FeatureStore? store = null,
        Action<PretrainingProgress>? progress = null, CancellationToken stop = default) =>
        new Distillation(recipe, Settings(resume, store, progress)) { Half = half }.Run(
            [tree.Root], Output(name), "graft distill", cancellationToken: stop);
}
