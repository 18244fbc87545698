using Graft.Data;
using Graft.Tests.Data;
using Graft.Trunk;
using Graft.Trunk.Features;
using Graft.Trunk.Quantization;

namespace Graft.Tests.Trunk.Features;

public sealed class TrunkDecisionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Precision.Auto)]
    [InlineData(Precision.Int8)]
    public void Whether_anything_is_kept_does_not_change_what_is_decided(Precision precision)
    {
        var store = new FeatureStore(folder.File("store"));
        var (without, first, second) = (Decided(precision, null), Decided(precision, store), Decided(precision, store));
        Assert.Equal(without, first);
        Assert.Equal(first, second);
        Assert.Single(Directory.GetFiles(folder.File("store/decisions")));
    }

    [Fact]
    public void A_decision_that_does_not_fit_the_network_is_not_followed()
    {
        var nothing = new TrunkQuantization(
            new Dictionary<int, QuantizedRange>(), new Dictionary<int, float[]>(), new Dictionary<int, float[]>(),
            firstInFull: false, 1, 1, []);
        var wrong = new TrunkDecision(Precision.Int8, "int8", nothing);
        using var pass = new TrunkPass(SmallTrunk.Model(), 4, precision: Precision.Int8);
        pass.Use(TrunkDecision.FromJson(wrong.ToJson())!);
        using var exact = new TrunkPass(SmallTrunk.Model(), 4);
        var sample = new NDArray(Formula.Unit("sample", 8 * 8 * 3), 1, 8, 8, 3);
        Close.Relative(exact.Run([sample])[0].Values, pass.Run([sample])[0].Values, 1e-5, "features");
        Assert.Contains("layer by layer", pass.Decision!.Remark, StringComparison.Ordinal);
    }

    private TrunkIdentity Decided(Precision precision, FeatureStore? store)
    {
        PictureReference[] pictures = [.. Enumerable.Range(0, 5).Select(Picture)];
        using var pass = new TrunkPass(SmallTrunk.Model(), 4, precision: precision);
        TrunkDecisions.ByPictures(
            pass, SmallTrunk.Preprocessing, pictures, new PictureLoaderOptions(), store, TestContext.Current.CancellationToken);
        return pass.Identity;
    }

    private PictureReference Picture(int number)
    {
        var path = folder.File($"{number}.bmp");
        File.WriteAllBytes(path, PictureTree.Bitmap(number));
        return PictureList.Open([path], cancellation: TestContext.Current.CancellationToken).Pictures[0];
    }
}
