using Graft.Data;
using Graft.Planning;
using Graft.Runtime.Bundles;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Tests.Planning;

/// <summary>A second training on the same pictures measures what it wrote by its head alone, and reports the same figures.</summary>
public sealed class MeasuredFeaturesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static Recipe First => new()
    {
        Backbone = "mobilenet_0.25.keras",
        InputSize = 64,
        Epochs = 8,
        Head = "linear",
        Taps = "deviations",
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("dense:16", "blocks")]
    [InlineData("linear", "last")]
    [InlineData("discriminant", "blocks")]
    public void Another_head_is_measured_on_features_that_the_first_model_gave(string head, string taps)
    {
        using var data = Pictures();
        var second = First with { Head = head, Taps = taps };
        var measured = data.Validation.Count + data.Test.Count;

        var (_, first) = Train(First, data, "store", "first");
        var (bytes, recalled) = Train(second, data, "store", "second");
        var (alone, computed) = Train(second, data, "another store", "alone");

        Assert.Equal(0, first.MeasuredFromStore);
        Assert.Equal(measured, recalled.MeasuredFromStore);
        Assert.Equal(0, computed.MeasuredFromStore);
        Assert.Equal((computed.Validation, computed.Test), (recalled.Validation, recalled.Test));
        Assert.InRange(recalled.LargestDifference, 0, 1e-4);
        Assert.Equal(alone, bytes);
    }

    [Fact]
    public void A_head_that_sees_all_blocks_computes_them_where_only_the_last_is_known()
    {
        using var data = Pictures();
        Train(First with { Taps = "last" }, data, "store", "first");
        var (_, second) = Train(First, data, "store", "second");
        Assert.Equal(0, second.MeasuredFromStore);
    }

    private (byte[] Weights, ClassifierResult Result) Train(Recipe recipe, DatasetIndex data, string store, string name)
    {
        var output = Path.Combine(folder.Path, name + ".graft");
        var settings = new ClassifierTrainingSettings
        {
            Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
            Store = new FeatureStore(Path.Combine(folder.Path, store)),
        };
        var result = new ClassifierTraining(recipe, settings).Run(data, output);
        return (Bundle.Open(output).ReadPart(BundleParts.Weights), result);
    }

    private DatasetIndex Pictures() => FewSigns.In(folder.Path, First);
}
