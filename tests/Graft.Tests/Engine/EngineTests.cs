using Graft.Engine;
using static TorchSharp.torch;

namespace Graft.Tests.Engine;

public sealed class EngineTests
{
    [Fact]
    public void Random_numbers_are_the_same_as_in_any_other_language()
    {
        // The formula of the reference data is the same generator, written down apart.
        var stream = new RandomStream(0, "any/key");
        Assert.Equal(
            Formula.Unit("any/key", 1000), Enumerable.Range(0, 1000).Select(_ => (stream.Next() >> 40) * (1f / (1 << 23)) - 1f));
    }

    [Fact]
    public void A_seed_and_a_key_choose_the_stream()
    {
        Assert.Equal(new RandomStream(5, "a").Next(), new RandomStream(5, "a").Next());
        Assert.NotEqual(new RandomStream(5, "a").Next(), new RandomStream(6, "a").Next());
        Assert.NotEqual(new RandomStream(5, "a").Next(), new RandomStream(5, "b").Next());
    }

    [Fact]
    public void Distributions_have_their_moments_and_bounds()
    {
        var stream = new RandomStream(1, "moments");
        var normal = Enumerable.Range(0, 50_000).Select(_ => stream.NextNormal()).ToArray();
        Assert.InRange(normal.Average(), -0.02, 0.02);
        Assert.InRange(normal.Average(v => v * v), 0.97, 1.03);
        Assert.True(Enumerable.Range(0, 20_000).Select(_ => stream.NextTruncatedNormal()).Max(Math.Abs) <= 2);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[stream.NextBelow(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4.5)]
    public void Gamma_and_beta_distributions_have_their_moments(double shape)
    {
        var stream = new RandomStream(1, "moments");
        var gamma = Enumerable.Range(0, 50_000).Select(_ => stream.NextGamma(shape)).ToArray();
        Assert.InRange(gamma.Average() / shape, 0.97, 1.03);
        Assert.InRange(gamma.Average(v => (v - shape) * (v - shape)) / shape, 0.93, 1.07);
        var beta = Enumerable.Range(0, 50_000).Select(_ => stream.NextBeta(shape, 2)).ToArray();
        var mean = shape / (shape + 2);
        Assert.InRange(beta.Average() / mean, 0.97, 1.03);
        Assert.InRange(beta.Average(v => (v - mean) * (v - mean)) / (mean * (1 - mean) / (shape + 3)), 0.95, 1.05);
        Assert.All(beta, v => Assert.InRange(v, 0, 1));
    }

    [Fact]
    public void A_shuffle_gives_every_order_equally_often()
    {
        var stream = new RandomStream(1, "shuffle");
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 6_000; i++)
        {
            char[] items = ['a', 'b', 'c'];
            stream.Shuffle<char>(items);
            var order = new string(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Maps_change_between_the_logical_order_of_axes_and_that_of_libtorch_without_moving_a_value()
    {
        using var scope = NewDisposeScope();
        var logical = tensor([.. Enumerable.Range(0, 2 * 3 * 4 * 5)]).reshape(2, 3, 4, 5);
        var inside = Layout.FromLogical(logical);
        Assert.Equal([2, 5, 3, 4], inside.shape);
        Assert.Equal(logical.stride(3), inside.stride(1));
        Assert.True(Layout.ToLogical(inside).equal(logical).all().item<bool>());
        var rows = inside.contiguous();
        Assert.NotEqual(1, rows.stride(1));
        Assert.Equal(1, Layout.ChannelsLast(rows).stride(1));
        Assert.True(Layout.ChannelsLast(rows).equal(inside).all().item<bool>());
        Assert.Equal((2, 3, 1), (Layout.Axis(0, 3), Layout.Axis(1, 3), Layout.Axis(2, 3)));
        Assert.Equal((1, 2), (Layout.Axis(0, 2), Layout.Axis(1, 2)));
    }

    [Theory]
    [InlineData("vgg61", "vgg16")]
    [InlineData("MobileNet", "mobilenet")]
    [InlineData("", "vgg16")]
    public void The_nearest_name_is_the_one_with_the_fewest_letters_to_change(string given, string nearest) =>
        Assert.Equal(nearest, Nearest.To(given, ["mobilenet", "vgg16", "resnet50", "vgg19x"])[0]);
}
