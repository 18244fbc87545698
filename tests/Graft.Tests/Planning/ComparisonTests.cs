using Graft.Data;
using Graft.Planning;
using Graft.Planning.Comparison;
using Graft.Weights;

namespace Graft.Tests.Planning;

/// <summary>Comparisons of transfer with training from scratch.</summary>
public sealed class ComparisonTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_method_is_measured_on_every_number_of_pictures_by_the_same_test_pictures()
    {
        using var data = FewSigns.In(folder.Path, new Recipe { Backbone = "mobilenet_0.25.keras" }, digits: 3, pictures: 10);
        var said = new List<string>();

        var result = new ComparisonRun(Settings([2, 50, null], said)).Run(data.Path);

        // Of ten pictures two are for the test; no class has 50, so that all is the second and last size.
        Assert.Equal((8, 8, false), (result.Planned, result.Points.Count, result.WasStopped));
        Assert.Equal(Enum.GetValues<ComparisonMethod>(), result.Points.Select(point => point.Method).Distinct().Order());
        Assert.Equal([2, 8], result.Points.Select(point => point.Shots).Distinct());
        Assert.All(result.Points, point =>
        {
            Assert.Equal((point.Shots == 8, 3 * point.Shots, 6), (point.IsAll, point.Pictures, point.TestPictures));
            Assert.Equal(point.Method is ComparisonMethod.FineTuned or ComparisonMethod.Scratch, point.Epochs > 0);
            Assert.True(point is { Seconds: > 0, ProcessorSeconds: > 0, MultiplyAdds: > 0 });
        });
        var scratch = result.Points.Last(point => point.Method == ComparisonMethod.Scratch);
        Assert.Equal(3.0 * scratch.Epochs * scratch.Pictures * result.NetworkMultiplyAdds, scratch.MultiplyAdds);
        Assert.Equal(3, result.Claims.Count);
        Assert.Equal(8, said.Count);
    }

    [Fact]
    public void What_was_measured_before_it_was_stopped_is_the_result()
    {
        using var data = FewSigns.In(folder.Path, new Recipe { Backbone = "mobilenet_0.25.keras" }, digits: 2, pictures: 6);
        using var stop = new CancellationTokenSource();
        var settings = Settings([null], []) with
        {
            Progress = new Telling<ClassifierProgress>(progress =>
            {
                if (progress.Stage == ClassifierStage.FineTuning)
                    stop.Cancel();
            }),
        };

        var result = new ComparisonRun(settings).Run(data.Path, stop.Token);

        Assert.True(result.WasStopped);
        Assert.Equal([ComparisonMethod.Head, ComparisonMethod.Untrained], result.Points.Select(point => point.Method));
        Assert.Empty(result.Claims);
        Assert.Throws<OperationCanceledException>(() => new ComparisonRun(settings).Run(data.Path, stop.Token));
    }

    [Fact]
    public void Without_test_pictures_it_is_refused()
    {
        using var data = FewSigns.In(folder.Path, new Recipe { Backbone = "mobilenet_0.25.keras" }, digits: 2, pictures: 1);

        Refusal.Of<DatasetException>("no pictures to test by", () => new ComparisonRun(Settings([null], [])).Run(data.Path));
    }

    [Fact]
    public void A_claim_holds_where_transfer_is_as_good_for_less()
    {
        ComparisonPoint[] points =
        [
            Point(ComparisonMethod.Head, 5, accuracy: 0.7, seconds: 2, multiplyAdds: 10),
            Point(ComparisonMethod.Head, 20, accuracy: 0.9, seconds: 4, multiplyAdds: 40),
            Point(ComparisonMethod.FineTuned, 5, accuracy: 0.82, seconds: 90, multiplyAdds: 30),
            Point(ComparisonMethod.Untrained, 20, accuracy: 0.95, seconds: 1, multiplyAdds: 1),
            Point(ComparisonMethod.Scratch, 5, accuracy: 0.3, seconds: 30, multiplyAdds: 1000),
            Point(ComparisonMethod.Scratch, 20, accuracy: 0.8, seconds: 60, multiplyAdds: 4000),
        ];

        var claims = ComparisonClaim.Of(points).ToDictionary(claim => claim.Claim);

        Assert.Equal((true, 4.0), (claims["fewerPictures"].Holds, claims["fewerPictures"].Figure));
        Assert.Equal((true, 15.0), (claims["lessTime"].Holds, claims["lessTime"].Figure));
        Assert.Equal(4000.0 / 30, claims["lessComputation"].Figure!.Value, 1e-9);
        Assert.Equal(5, claims["fewerPictures"].Least!.Shots);
    }

    [Fact]
    public void No_claim_holds_where_transfer_is_never_as_good()
    {
        ComparisonPoint[] points =
        [
            Point(ComparisonMethod.Head, 20, accuracy: 0.7, seconds: 2, multiplyAdds: 10),
            Point(ComparisonMethod.Scratch, 20, accuracy: 0.8, seconds: 60, multiplyAdds: 4000),
        ];

        Assert.All(ComparisonClaim.Of(points), claim => Assert.Equal((false, null, null), (claim.Holds, claim.Figure, claim.Least)));
        var result = new ComparisonResult(Settings([20], []), 2, 1, points, 2, false);
        Assert.Empty(result.PaysAt);
        Assert.Equal([20], result.DoesNotPayAt);
    }

    private static ComparisonPoint Point(ComparisonMethod method, int shots, double accuracy, double seconds, double multiplyAdds) =>
        new(method, shots, false, 3 * shots, 1, accuracy, 500, seconds, seconds, multiplyAdds);

    // So little time that nothing is trained longer than it must be.
    private static ComparisonSettings Settings(int?[] shots, List<string> said) => new()
    {
        Backbone = "mobilenet_0.25.keras",
        InputSize = 32,
        Shots = shots,
        Budget = TimeSpan.FromSeconds(1),
        Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
        Announcements = new Telling<string>(said.Add),
    };

    private sealed class Telling<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
