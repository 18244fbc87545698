using Graft.Engine;
using Graft.Operations;
using Graft.Trunk;
using Graft.Trunk.Programs;
using TorchSharp;

namespace Graft.Tests.Trunk.Quantization;

public sealed class IntegerProgramTests
{
    [Theory]
    [MemberData(nameof(IntegerNetworks.Names), MemberType = typeof(IntegerNetworks))]
    public void In_8_bits_features_point_where_they_did(string name)
    {
        if (!Processor.HasInt8)
            Assert.Skip("This processor has no instructions for 8 bits.");
        var model = IntegerNetworks.Make(name);
        var samples = IntegerNetworks.Samples(model, 6);
        using var exact = new TrunkPass(model, batchSize: 3);
        using var pass = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        pass.Show([Part(samples, 0)]);
        pass.Show([Part(samples, 3)]);
        var given = pass.Run([Part(samples, 0)])[0];
        Assert.Equal("int8", pass.DType);
        Assert.Equal(6, pass.Decision!.Quantization!.Samples);
        Assert.True(Cosine(exact.Run([Part(samples, 0)])[0].Values, given.Values) > 0.99,
            pass.Decision.Remark + string.Concat(pass.Decision.Quantization.Errors.Select(error => $" {error:f3}")));
        Assert.All(pass.Decision.Quantization.Errors, error => Assert.InRange(error, 0, 0.5));
    }

    [Fact]
    public void Ranges_are_found_on_the_first_batch_where_nothing_else_was_shown_and_are_the_same_every_time()
    {
        var model = IntegerNetworks.Make("squeeze");
        var samples = IntegerNetworks.Samples(model, 3);
        using var first = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        using var second = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        Assert.Equal(first.Run([samples])[0].Values, second.Run([samples])[0].Values);
        Assert.Equal(first.Identity, second.Identity);

        var read = TrunkDecision.FromJson(first.Decision!.ToJson())!;
        using var third = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        third.Use(read);
        Assert.Equal(first.Identity, third.Identity);
        Assert.Equal(first.Run([samples])[0].Values, third.Run([samples])[0].Values);
    }

    // A rule that cuts off rare numbers finds another range for the maxima than for the values they were taken of.
    [Fact]
    public void Codes_mean_the_same_before_and_behind_a_maximum()
    {
        using var scope = torch.NewDisposeScope();
        var model = IntegerNetworks.Make("vgg");
        using var pass = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        pass.Show([IntegerNetworks.Samples(model, 3)]);
        var folded = GraphFolding.Fold(model.Lower());
        var places = folded.Operations.Index().ToDictionary(place => place.Item.Output, place => place.Index);
        var ranges = pass.Decide().Quantization!.Ranges;
        var pools = folded.Operations.OfType<Pool>().Where(pool => ranges.ContainsKey(places[pool.Output])).ToList();
        Assert.NotEmpty(pools);
        Assert.All(pools, pool => Assert.Equal(ranges[places[pool.Inputs[0]]], ranges[places[pool.Output]]));
    }

    [Fact]
    public void Calibration_comes_before_the_first_batch()
    {
        var model = IntegerNetworks.Make("squeeze");
        using var pass = new TrunkPass(model, batchSize: 3, precision: Precision.Int8);
        pass.Run([IntegerNetworks.Samples(model, 3)]);
        Assert.Throws<InvalidOperationException>(() => pass.Show([IntegerNetworks.Samples(model, 3)]));
    }

    [Fact]
    public void A_pass_in_8_bits_leaves_no_tensor_behind()
    {
        var model = IntegerNetworks.Make("squeeze");
        var samples = IntegerNetworks.Samples(model, 3);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var pass = new TrunkPass(model, batchSize: 3, precision: Precision.Int8))
        {
            pass.Show([samples]);
            pass.Run([samples]);
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static NDArray Part(NDArray samples, int start)
    {
        var size = samples.Values.Length / samples.Count;
        return new NDArray(samples.Values[(start * size)..((start + 3) * size)], [3, .. samples.Shape.Skip(1)]);
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
