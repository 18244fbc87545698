using Graft.Layers;
using Graft.Operations;

namespace Graft.Tests.Layers;

/// <summary>First values of weights: the distributions of Keras, and the same ones for the same seed.</summary>
public sealed class InitializerTests
{
    private const int FanIn = 3 * 3 * 40;
    private const int FanOut = 3 * 3 * 160;

    private static readonly Shape Kernel = new(3, 3, 40, 160);

    [Theory]
    [InlineData("glorot_uniform", 2.0 / (FanIn + FanOut), true)]
    [InlineData("glorot_normal", 2.0 / (FanIn + FanOut), false)]
    [InlineData("he_uniform", 2.0 / FanIn, true)]
    [InlineData("he_normal", 2.0 / FanIn, false)]
    [InlineData("lecun_uniform", 1.0 / FanIn, true)]
    [InlineData("lecun_normal", 1.0 / FanIn, false)]
    public void Scaled_distributions_have_the_variance_and_the_bounds_of_Keras(string name, double variance, bool isUniform)
    {
        var values = new Initializer(name).Create(Kernel, "layer/kernel");
        // A normal distribution is cut at two deviations and widened so that its variance stays.
        var bound = isUniform ? Math.Sqrt(3 * variance) : 2 * Math.Sqrt(variance) / 0.87962566103423978;
        Check(values, variance, bound);
    }

    [Fact]
    public void Plain_distributions_have_the_defaults_of_Keras()
    {
        Check(new Initializer("random_uniform").Create(Kernel, "k"), 0.1 * 0.1 / 12, 0.05);
        Check(new Initializer("random_normal").Create(Kernel, "k"), 0.05 * 0.05, double.PositiveInfinity);
        Check(new Initializer("truncated_normal").Create(Kernel, "k"), Math.Pow(0.05 * 0.87962566103423978, 2), 0.1);
        Assert.All(Initializer.Zeros.Create(7, "k"), v => Assert.Equal(0, v));
        Assert.All(Initializer.Ones.Create(7, "k"), v => Assert.Equal(1, v));
    }

    [Fact]
    public void The_fans_of_a_dense_kernel_are_its_two_sides_and_those_of_a_vector_its_length()
    {
        Check(new Initializer("he_normal").Create((500, 20), "k"), 2.0 / 500, double.PositiveInfinity, 0.05);
        Check(new Initializer("lecun_uniform").Create(20_000, "k"), 1.0 / 20_000, Math.Sqrt(3.0 / 20_000), 0.05);
    }

    [Fact]
    public void A_seed_and_a_name_make_the_values_whatever_is_asked_for_first()
    {
        var (forwards, backwards) = (Network(), Network());
        var first = forwards.Weights.Select(weight => weight.ToArray()).ToList();
        var second = backwards.Weights.Reverse().Select(weight => weight.ToArray()).Reverse().ToList();
        Assert.Equal(first, second);
        Assert.NotEqual(first[0], Network(seed: 1).Weights[0].ToArray());
        Assert.NotEqual(first[0], first[2]);
    }

    [Fact]
    public void Values_that_were_set_are_never_drawn_again()
    {
        var weight = Network().Weights[0];
        var given = Formula.Unit("given", weight.Count);
        weight.Set(given);
        Assert.Equal(given, weight.ToArray());
        var tensor = weight.Tensor;
        weight.Set(new float[weight.Count]);
        Assert.Same(tensor, weight.Tensor);
        Refusal.Of<ArgumentException>("dense/kernel", () => weight.Set([1, 2]));
    }

    [Fact]
    public void Kernels_keep_their_values_on_the_way_to_the_layout_of_libtorch_and_back()
    {
        var input = new Input((8, 8, 6)).Output;
        Layer[] layers =
        [
            new Conv2D(4, (2, 3), groups: 2), new DepthwiseConv2D((3, 2), depthMultiplier: 3), new SeparableConv2D(5, 3),
            new Dense(7),
        ];
        foreach (var weight in layers.SelectMany(layer => layer.Apply(input).Node.Layer.Weights))
        {
            var values = Formula.Unit(weight.Name, weight.Count);
            weight.Set(values);
            Assert.Equal(values, weight.ToArray());
        }
        Assert.Equal([4, 3, 2, 3], layers[0].Weights[0].Tensor.shape);
        Assert.Equal([18, 1, 3, 2], layers[1].Weights[0].Tensor.shape);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones() =>
        Refusal.Of<ArgumentException>("glorot_uniform", () => new Dense(3, kernelInitializer: "glorot"));

    private static Model Network(int seed = 0)
    {
        var input = new Input(new Shape(6));
        var x = new Dense(6, kernelInitializer: new Initializer("glorot_uniform", seed)).Apply(input.Output);
        return new Model(input.Output, new Dense(6, kernelInitializer: new Initializer("glorot_uniform", seed)).Apply(x));
    }

    private static void Check(float[] values, double variance, double bound, double tolerance = 0.02)
    {
        var mean = values.Average(v => (double)v);
        Assert.InRange(values.Average(v => (v - mean) * (v - mean)) / variance, 1 - tolerance, 1 + tolerance);
        Assert.InRange(mean / Math.Sqrt(variance / values.Length), -4, 4);
        Assert.True(values.Max(Math.Abs) <= bound * (1 + 1e-6), $"{values.Max(Math.Abs)} lies beyond {bound}");
        if (double.IsFinite(bound))
            Assert.True(values.Max(Math.Abs) > 0.99 * bound, $"no value comes near {bound}");
    }
}
