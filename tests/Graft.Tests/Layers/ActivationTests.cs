using CsCheck;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Layers.Reference;

namespace Graft.Tests.Layers;

/// <summary>Every activation of Keras 3, and two of timm's, against their definitions.</summary>
public sealed class ActivationTests
{
    private const double SeluAlpha = 1.6732632423543772;
    private const double SeluScale = 1.0507009873554805;

    private static readonly Dictionary<string, Func<double, double>> Functions = new()
    {
        ["linear"] = x => x,
        ["relu"] = x => Math.Max(x, 0),
        ["relu6"] = x => Math.Clamp(x, 0, 6),
        ["leaky_relu"] = x => x < 0 ? 0.2 * x : x,
        ["elu"] = x => x < 0 ? Math.Exp(x) - 1 : x,
        ["selu"] = x => SeluScale * (x < 0 ? SeluAlpha * (Math.Exp(x) - 1) : x),
        ["celu"] = x => Math.Max(x, 0) + Math.Min(Math.Exp(x) - 1, 0),
        ["softplus"] = x => Math.Log(1 + Math.Exp(x)),
        ["softsign"] = x => x / (1 + Math.Abs(x)),
        ["sigmoid"] = Sigmoid,
        ["hard_sigmoid"] = x => Math.Clamp(x + 3, 0, 6) / 6,
        ["silu"] = x => x * Sigmoid(x),
        ["swish"] = x => x * Sigmoid(x),
        ["hard_silu"] = x => x * Math.Clamp(x + 3, 0, 6) / 6,
        ["hard_swish"] = x => x * Math.Clamp(x + 3, 0, 6) / 6,
        ["tanh"] = Math.Tanh,
        ["hard_tanh"] = x => Math.Clamp(x, -1, 1),
        ["tanh_shrink"] = x => x - Math.Tanh(x),
        ["exponential"] = Math.Exp,
        ["gelu"] = x => x * (1 + Erf(x / Math.Sqrt(2))) / 2,
        ["gelu_tanh"] = x => x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2,
        ["quick_gelu"] = x => x * Sigmoid(1.702 * x),
        ["log_sigmoid"] = x => Math.Log(Sigmoid(x)),
        ["mish"] = x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
        ["hard_shrink"] = x => Math.Abs(x) > 0.5 ? x : 0,
        ["soft_shrink"] = x => x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0,
        ["squareplus"] = x => (x + Math.Sqrt(x * x + 4)) / 2,
        ["sparse_plus"] = x => x <= -1 ? 0 : x >= 1 ? x : (x + 1) * (x + 1) / 4,
        ["sparse_sigmoid"] = x => x <= -1 ? 0 : x >= 1 ? 1 : (x + 1) / 2,
        ["threshold"] = x => x > 0 ? x : 0,
    };

    private static readonly Dictionary<string, Func<double[], double[]>> RowFunctions = new()
    {
        ["softmax"] = Softmax,
        ["log_softmax"] = row => [.. Softmax(row).Select(value => Math.Log(value))],
        ["sparsemax"] = Sparsemax,
        ["glu"] = row => [.. row[..(row.Length / 2)].Zip(row[(row.Length / 2)..], (value, gate) => value * Sigmoid(gate))],
    };

    // From -7 to 7, with the places where functions change their rule.
    private static readonly NDArray Points = new(
        [.. Enumerable.Range(-700, 1401).Select(i => i / 100f), 0.5f, -0.5f, 1, -1, 3, -3, 6, 0], 1, 1409);

    public static TheoryData<string> Names => [.. Functions.Keys];

    public static TheoryData<string> RowNames => [.. RowFunctions.Keys];

    [Fact]
    public void There_are_the_activations_of_Keras_and_no_others() =>
        Assert.Equal(
            Functions.Keys.Concat(RowFunctions.Keys)
                .Order(StringComparer.Ordinal), ActivationFunction.Names.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_activation_follows_its_definition(string name)
    {
        var expected = new NaiveArray(Points).Map(Functions[name]);
        LayerRun.Equal(expected, LayerRun.Forward(new Activation(name), Points), name);
        // Small outputs beside large ones must be right, too: each within its own size.
        foreach (var (right, given) in expected.Values.Zip(LayerRun.Forward(new Activation(name), Points).Values))
            Assert.True(Math.Abs(right - given) <= 1e-4 * Math.Abs(right) + 1e-6, $"{name}: {given}, {right} expected");
    }

    [Theory]
    [MemberData(nameof(RowNames))]
    public void An_activation_over_an_axis_takes_the_channels_at_every_rank(string name) =>
        Gen.Select(Gen.Int[1, 4].Array[0, 3], Gen.Int[1, 4], Gen.Int[0, 1000]).Sample(
            (outer, half, key) =>
            {
                var input = LayerRun.Values($"{name}/{key}", [2, .. outer, 2 * half]);
                var expected = new NaiveArray(input).MapRows(RowFunctions[name]);
                LayerRun.Equal(expected, LayerRun.Forward(new Activation(name), input), $"{name} of {input.SampleShape}");
                if (name == "softmax")
                    LayerRun.Equal(expected, LayerRun.Forward(new Softmax(), input), $"Softmax of {input.SampleShape}");
            },
            iter: 40, threads: 1);

    [Fact]
    public void A_layer_applies_its_activation_at_the_end()
    {
        var (plain, activated) = (new Dense(4), new Dense(4, activation: "glu"));
        var input = LayerRun.Values("activated", 3, 5);
        var sums = LayerRun.ForwardFilled(plain, "activated", input);
        LayerRun.Equal(
            new NaiveArray(sums).MapRows(RowFunctions["glu"]), LayerRun.ForwardFilled(
                activated, "activated", input), "dense with glu");
    }

    [Theory]
    [InlineData(null, 0, 0)]
    [InlineData(6.0, 0, 0)]
    [InlineData(null, 0.3, 0)]
    [InlineData(1.0, 0.3, 0)]
    [InlineData(null, 0, 1)]
    [InlineData(4.0, 0, 1.5)]
    public void ReLU_has_a_limit_a_slope_and_a_threshold_as_in_Keras(double? maxValue, double slope, double threshold)
    {
        var expected = new NaiveArray(Points).Map(x => x > threshold ? Math.Min(x, maxValue ?? x) : slope * (x - threshold));
        LayerRun.Equal(expected, LayerRun.Forward(new ReLU(maxValue, slope, threshold), Points), "rectified");
    }

    [Fact]
    public void ReLU_refuses_options_that_it_does_not_have()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReLU(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReLU(negativeSlope: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReLU(threshold: -1));
        Refusal.Of<ArgumentException>("leave one of the two at 0", () => new ReLU(negativeSlope: 0.1, threshold: 1));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var failure = Assert.Throws<ArgumentException>(() => new Dense(3, activation: "rellu"));
        Assert.Contains("'rellu'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("relu6", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Glu_needs_an_even_number_of_channels() =>
        Refusal.Of<ArgumentException>("odd number", () => new Activation("glu").Apply(new Input(new Shape(3)).Output));

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // The power series of the error function; beyond 4 it is 1 to double's precision or near enough for a float.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 4)
            return Math.Sign(x) * (1 - 1e-8);
        var (sum, term) = (x, x);
        for (var n = 1; n < 120; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double[] Softmax(double[] row)
    {
        var powers = row.Select(Math.Exp).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }

    // The threshold by bisection: what lies above it adds up to one.
    private static double[] Sparsemax(double[] row)
    {
        var (low, high) = (row.Min() - 1, row.Max());
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            if (row.Sum(x => Math.Max(x - middle, 0)) > 1)
                low = middle;
            else
                high = middle;
        }
        return [.. row.Select(x => Math.Max(x - low, 0))];
    }
}
