using Graft.Backbones;
using Graft.Data;
using Graft.Planning;
using Graft.Planning.Recommendations;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Tests.Planning.Recommendations;

/// <summary>Published networks on a few real pictures.</summary>
public sealed class BackboneRecommendationTests : IDisposable
{
    private static readonly string[] Names = ["mobilenet_0.75.keras", "mobilenet_0.25.keras"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_it_computes_a_training_that_follows_finds_in_the_store()
    {
        var recipe = new Recipe { Backbone = Names[0] };
        using var data = FewSigns.In(folder.Path, recipe, pictures: 12);
        var store = new FeatureStore(folder.File("features"));
        var told = new List<string>();

        var found = Run(data, Settings with { Store = store, Announcements = new Told(told.Add) }, Names);
        var trained = new ClassifierTraining(recipe, new ClassifierTrainingSettings { Search = Search, Store = store })
            .Run(data, folder.File("m.graft"));
        var again = Run(data, Settings with { Store = store, Budget = TimeSpan.FromSeconds(60) }, Names);

        Assert.Empty(found.NotMeasured);
        Assert.Equal(Names.Order(), found.Candidates.Select(one => one.Backbone).Order());
        Assert.Equal((data.Train.Count, data.Train.Count), (found.Sampled, found.Pictures));
        Assert.All(found.Candidates, one =>
        {
            Assert.InRange(one.Accuracy, one.Low, one.High);
            Assert.True(one.FeaturesPerSecond > 0 && one.Seconds > 0);
        });
        // Without its classifier: 1,832,976 and 218,544 weights, as Keras counts them.
        Assert.Equal(
            [4 * 218_544L, 4 * 1_832_976L], found.Candidates.OrderBy(one => one.Bytes).Select(one => one.Bytes));
        Assert.Equal(["mobilenet_0.25.keras", "mobilenet_0.75.keras"], told.Select(sentence => sentence.Split(':')[0]));
        Assert.Equal((data.Train.Count, data.Validation.Count), (trained.Trunk.PicturesRecalled, trained.Trunk.PicturesRun));
        Assert.Equal(
            found.Candidates.OrderBy(one => one.Backbone).Select(one => one.Accuracy),
            again.Candidates.OrderBy(one => one.Backbone).Select(one => one.Accuracy));
    }

    [Fact]
    public void The_test_and_validation_parts_are_not_read()
    {
        using (FewSigns.In(folder.Path, new Recipe { Backbone = Names[0] }, pictures: 8))
            Directory.Move(folder.File("pictures"), folder.File("train"));
        foreach (var part in (string[])["test", "validation"])
            foreach (var digit in Directory.EnumerateDirectories(folder.File("train")).Select(Path.GetFileName))
            {
                Directory.CreateDirectory(folder.File(part, digit!));
                File.WriteAllText(folder.File(part, digit!, "a.jpg"), "no picture");
            }
        using var data = DatasetIndex.Open(folder.Path, new DatasetOptions());

        var found = Run(data, Settings, Names[1]);

        Assert.Equal((24, 24), (found.Sampled, found.Pictures));
        Assert.Empty(found.Unusable);
    }

    [Fact]
    public void One_broken_file_of_weights_and_one_licence_leave_the_others()
    {
        using var data = FewSigns.In(folder.Path, new Recipe { Backbone = Names[0] }, pictures: 8);
        var weights = Directory.CreateDirectory(folder.File("weights")).FullName;
        File.Copy(Shared.Path("weights", "mobilenet_2_5_224_tf_no_top.h5"), Path.Combine(weights, "mobilenet_2_5_224_tf_no_top.h5"));
        File.WriteAllBytes(Path.Combine(weights, "mobilenet_7_5_224_tf_no_top.h5"), new byte[1000]);
        File.WriteAllBytes(Path.Combine(weights, "convnextv2_atto.fcmae.safetensors"), new byte[1000]);
        var search = Search with { Folders = [weights], Embedded = folder.File("nothing") };
        var here = BackbonesAtHand.In(search).Select(backbone => backbone.Name).ToArray();

        var found = Run(data, Settings with { Search = search }, here);

        Assert.Equal(["mobilenet_0.25.keras"], found.Candidates.Select(one => one.Backbone));
        Assert.Equal(
            [("convnextv2_atto.fcmae.timm", false), ("mobilenet_0.75.keras", true)],
            found.NotMeasured.Select(one => (one.Backbone, one.Failed)));
        Assert.Contains("--accept-licence CC-BY-NC-4.0", found.NotMeasured[0].Why, StringComparison.Ordinal);
        Assert.Contains("mobilenet_7_5_224_tf_no_top.h5", found.NotMeasured[1].Why, StringComparison.Ordinal);
        Assert.Throws<RecommendationException>(() => Run(data, Settings with { Search = search }, Names[0]));
    }

    [Fact]
    public void When_time_runs_out_the_rest_is_named_with_the_time_that_it_would_have_taken()
    {
        using var data = FewSigns.In(folder.Path, new Recipe { Backbone = Names[0] }, pictures: 8);
        var clock = new Leaping();
        var settings = Settings with { Clock = clock, Announcements = new Told(_ => clock.Leap(TimeSpan.FromMinutes(3))) };

        var found = Run(data, settings, Names);

        Assert.Equal("mobilenet_0.25.keras", Assert.Single(found.Candidates).Backbone);
        var left = Assert.Single(found.NotMeasured);
        Assert.Equal(("mobilenet_0.75.keras", "no time is left", false), (left.Backbone, left.Why, left.Failed));
        Assert.True(left.PredictedSeconds > 0);
        var refused = Assert.Throws<RecommendationException>(
            () => Run(data, Settings with { Budget = TimeSpan.FromTicks(1) }, Names));
        Assert.All(Names, name => Assert.Contains($"{name}: no time is left", refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void It_stops_when_asked_to()
    {
        using var data = FewSigns.In(folder.Path, new Recipe { Backbone = Names[0] }, pictures: 8);
        using var stop = new CancellationTokenSource();
        var settings = Settings with { Progress = new StopAt(stop) };
        Assert.ThrowsAny<OperationCanceledException>(
            () => new BackboneRecommendation(settings).Run(data, [BackboneRegistry.Find(Names[1])], stop.Token));
    }

    private static WeightsSearch Search => new() { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true };

    private static RecommendationSettings Settings => new() { Search = Search };

    private static Recommendation Run(DatasetIndex data, RecommendationSettings settings, params string[] names) =>
        new BackboneRecommendation(settings).Run(
            data, [.. names.Select(BackboneRegistry.Find)], TestContext.Current.CancellationToken);

    private sealed class Told(Action<string> listen) : IProgress<string>
    {
        public void Report(string value) => listen(value);
    }

    private sealed class StopAt(CancellationTokenSource stop) : IProgress<RecommendationProgress>
    {
        public void Report(RecommendationProgress value)
        {
            if (value.Stage == RecommendationStage.Trunk)
                stop.Cancel();
        }
    }

    // The system's time, which may leap; timers do not.
    private sealed class Leaping : TimeProvider
    {
        private long leapt;

        public void Leap(TimeSpan time) => Interlocked.Add(ref leapt, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref leapt);
    }
}
