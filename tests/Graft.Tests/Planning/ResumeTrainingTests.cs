using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Planning;
using Graft.Runtime.Bundles;
using Graft.Training.Checkpoints;
using Graft.Trunk;
using Graft.Weights;

namespace Graft.Tests.Planning;

/// <summary>Whole trainings on a few real pictures that are ended and go on.</summary>
public sealed class ResumeTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];

    private static Recipe Tuned => new()
    {
        Backbone = "mobilenet_0.25.keras",
        InputSize = 64,
        Head = "linear",
        Taps = "last",
        Epochs = 2,
        LearningRate = 1e-5,
        FineTune = "2",
        FineTuning = new FineTuneRecipe { Epochs = 4, LearningRate = 1e-3 },
        ValidationFraction = 0.3,
        BatchSize = 8,
    };

    private static Recipe Planned => Tuned with { FineTune = "auto", FineTuning = new FineTuneRecipe { Epochs = 2, LearningRate = 1e-3 } };

    private string Checkpoints => folder.File("checkpoints");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(AugmentationPreset.None, 1)]
    [InlineData(AugmentationPreset.None, 6)]
    [InlineData(AugmentationPreset.Standard, 9)]
    [InlineData(AugmentationPreset.Standard, 9, "2", 3)]
    [InlineData(AugmentationPreset.None, 7, "lora")]
    public void Fine_tuning_that_was_stopped_goes_on_to_the_same_bits(
        AugmentationPreset augment, int steps, string fineTune = "2", int? views = null)
    {
        using var data = Pictures();
        var recipe = Tuned with { Augment = augment, FineTune = fineTune, FineTuning = Tuned.FineTuning! with { Views = views } };
        var whole = Train(recipe, data, "whole");

        var stopped = Stopped(recipe, data, ClassifierStage.FineTuning, steps);
        var resumed = Train(recipe, data, "resumed", resume: true);

        Assert.True(stopped!.WasStopped);
        Assert.Equal(Bytes("whole"), Bytes("resumed"));
        Assert.Equal(whole.Recipe, resumed.Recipe);
        Assert.Equal(whole.FineTuning!.History["loss"], resumed.FineTuning!.History["loss"]);
        Assert.Contains(told, sentence => sentence.StartsWith("Going on after", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Checkpoints));
    }

    [Fact]
    public void A_head_that_was_being_trained_goes_on_to_the_same_bits()
    {
        using var data = Pictures();
        var recipe = Tuned with { Head = "dense:16", Epochs = 12, LearningRate = 1e-3, FineTune = "none", FineTuning = null };
        Train(recipe, data, "whole");

        Assert.Null(Stopped(recipe, data, ClassifierStage.Head, 5));
        Assert.False(File.Exists(Output("stopped")));
        var resumed = Train(recipe, data, "resumed", resume: true);

        Assert.Equal(Bytes("whole"), Bytes("resumed"));
        Assert.Equal(12, resumed.Epochs.Count);
        Assert.Contains(told, sentence => sentence.StartsWith("Going on after 4 epochs", StringComparison.Ordinal));
    }

    // 29 pictures to train on, so five folds judge; a fine-tuning makes six steps in each, and six where it is delivered.
    [Theory]
    [InlineData(20)]
    [InlineData(45)]
    public void Planning_that_was_stopped_tries_nothing_twice_and_ends_with_the_same_bits(int steps)
    {
        using var data = Pictures();
        var whole = Train(Planned, data, "whole");

        Stopped(Planned, data, ClassifierStage.FineTuning, steps);
        var resumed = Train(Planned, data, "resumed", resume: true);

        Assert.Equal(whole.Plan.Select(Figures), resumed.Plan.Select(Figures));
        Assert.Equal(whole.Recipe, resumed.Recipe);
        Assert.Equal(Bytes("whole"), Bytes("resumed"));

        static (string, double?, double?, bool, string) Figures(FineTuneCandidate candidate) =>
            (candidate.Name, candidate.Accuracy, candidate.Loss, candidate.Chosen, candidate.Why);
    }

    [Fact]
    public void The_time_of_a_fine_tuning_that_was_ended_before_it_was_judged_is_spent()
    {
        using var data = Pictures();
        Stopped(Planned, data, ClassifierStage.FineTuning, 3, new HastyClock(), TimeSpan.FromHours(900));

        var resumed = Train(Planned, data, "resumed", resume: true);

        Assert.Equal("no time is left", resumed.Plan[1].Why);
    }

    // Another processor, or other pictures to decide by, would have it compute otherwise.
    [Fact]
    public void It_goes_on_in_the_precision_that_was_decided_when_it_began()
    {
        using var data = Pictures();
        var here = Stopped(Tuned, data, ClassifierStage.FineTuning, 3)!.StepPrecision;
        var other = here == Precision.Bf16 ? Precision.Fp32 : Precision.Bf16;
        var kept = new CheckpointFolder(Checkpoints);
        var begun = kept.Read("training", out _)!;
        Assert.Equal(here.ToString(), begun.Word("precision"));
        begun.Set("precision", other.ToString());
        kept.Write("training", begun);
        kept.Write("training", begun);

        var resumed = Train(Tuned, data, "resumed", resume: true);

        Assert.Equal(other, resumed.StepPrecision);
        Assert.Equal(other == Precision.Bf16 ? "bfloat16" : "float32", resumed.Trunk.DType);
        Assert.Contains(told, sentence => sentence.Contains($"in {other.ToString().ToLowerInvariant()} again", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_begun_with_something_else_is_refused_and_nothing_of_it_is_lost()
    {
        using var data = Pictures();
        Stopped(Tuned, data, ClassifierStage.FineTuning, 3);
        var kept = Files();

        var recipe = Assert.Throws<ResumeException>(() => Train(Tuned with { BatchSize = 4 }, data, "m", resume: true)).Message;
        Assert.Contains("'batchSize' was 8", recipe, StringComparison.Ordinal);
        var classes = data.ClassNames;
        Directory.Move(folder.File("pictures", classes[0]), folder.File("pictures", "zero"));
        using (var renamed = Open())
            Assert.Contains($"the classes {string.Join(", ", classes)}, and now {string.Join(", ", renamed.ClassNames)}",
                Assert.Throws<ResumeException>(() => Train(Tuned, renamed, "m", resume: true)).Message, StringComparison.Ordinal);
        Directory.Move(folder.File("pictures", "zero"), folder.File("pictures", classes[0]));
        var learned = data.Train[0].Picture.Name;
        File.Copy(folder.File("pictures", data.Train[^1].Picture.Name), folder.File("pictures", learned), overwrite: true);
        using (var exchanged = Open())
            Assert.Contains("pictures are the same as then",
                Assert.Throws<ResumeException>(() => Train(Tuned, exchanged, "m", resume: true)).Message, StringComparison.Ordinal);

        Assert.Equal(kept, Files());
        Assert.False(File.Exists(Output("m")));
    }

    [Fact]
    public void One_that_was_cut_short_is_told_and_the_one_before_it_is_taken()
    {
        using var data = Pictures();
        Train(Tuned, data, "whole");
        Stopped(Tuned, data, ClassifierStage.FineTuning, 3);
        var last = Path.Combine(Checkpoints, "fine-tuning.safetensors");
        File.Copy(last, Path.Combine(Checkpoints, "fine-tuning.before.safetensors"), overwrite: true);
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^100]);

        Train(Tuned, data, "resumed", resume: true);

        Assert.Contains(told, sentence => sentence.Contains("goes on from what was kept before", StringComparison.Ordinal));
        Assert.Contains(told, sentence => sentence.StartsWith("Going on after 0 epochs and 3 steps", StringComparison.Ordinal));
        Assert.Equal(Bytes("whole"), Bytes("resumed"));
    }

    [Fact]
    public void Without_one_that_is_whole_it_says_so_and_begins_from_the_start()
    {
        using var data = Pictures();
        Train(Tuned, data, "whole");
        Stopped(Tuned, data, ClassifierStage.FineTuning, 3);
        foreach (var file in Directory.GetFiles(Checkpoints))
        {
            var bytes = File.ReadAllBytes(file);
            bytes[^1] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        Train(Tuned, data, "resumed", resume: true);

        Assert.Contains(told, sentence => sentence.Contains("nothing whole", StringComparison.Ordinal));
        Assert.DoesNotContain(told, sentence => sentence.StartsWith("Going on", StringComparison.Ordinal));
        Assert.Equal(Bytes("whole"), Bytes("resumed"));
        Train(Tuned, data, "again", resume: true);
        Assert.Contains(told, sentence => sentence.StartsWith("There is nothing in", StringComparison.Ordinal));
    }

    private ClassifierResult? Stopped(
        Recipe recipe, DatasetIndex data, ClassifierStage stage, int reports, TimeProvider? clock = null, TimeSpan? budget = null)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            return Train(recipe, data, "stopped", new StopAfter(stage, reports, stop), clock: clock, budget: budget, stop: stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Assert.True(stop.IsCancellationRequested);
            Assert.True(Directory.Exists(Checkpoints));
        }
    }

    private ClassifierResult Train(
        Recipe recipe, DatasetIndex data, string name, IProgress<ClassifierProgress>? progress = null, bool resume = false,
        TimeProvider? clock = null, TimeSpan? budget = null, CancellationToken stop = default)
    {
        told.Clear();
        var settings = new ClassifierTrainingSettings
        {
            Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
            Progress = progress,
            Announcements = new Sentences(told),
            Budget = budget ?? TimeSpan.FromHours(1),
            Clock = clock ?? TimeProvider.System,
            Checkpoints = Checkpoints,
            Resume = resume,
        };
        return new ClassifierTraining(recipe, settings).Run(data, Output(name), cancellationToken: stop);
    }

    private DatasetIndex Pictures() => FewSigns.In(folder.Path, Tuned);

    private DatasetIndex Open() => DatasetIndex.Open(folder.File("pictures"), Tuned.ToDatasetOptions());

    private string Output(string name) => folder.File(name + ".graft");

    private byte[] Bytes(string name) => Bundle.Open(Output(name)).ReadPart(BundleParts.Weights);

    private Dictionary<string, string> Files() => Directory.GetFiles(Checkpoints).Order(StringComparer.Ordinal)
        .ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)));

    private sealed class Sentences(List<string> all) : IProgress<string>
    {
        public void Report(string value) => all.Add(value);
    }

    // A second takes hours.
    private sealed class HastyClock : TimeProvider
    {
        private readonly long start = System.GetTimestamp();

        public override long TimestampFrequency => System.TimestampFrequency;

        public override long GetTimestamp() => (System.GetTimestamp() - start) * 20_000;
    }

    private sealed class StopAfter(ClassifierStage stage, int reports, CancellationTokenSource stop) : IProgress<ClassifierProgress>
    {
        private int count;

        public void Report(ClassifierProgress value)
        {
            if (value.Stage == stage && ++count == reports)
                stop.Cancel();
        }
    }
}
