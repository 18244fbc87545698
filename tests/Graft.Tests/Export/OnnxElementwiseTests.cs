using Graft.Export;
using Graft.Operations;

namespace Graft.Tests.Export;

public sealed class OnnxElementwiseTests
{
    private static readonly float[] Points =
    [
        -30f, -12f, -6f, -5f, -4f, -3.0001f, -3f, -2.9999f, -2f, -1.5f, -1f, -0.9999f, -0.75f, -0.5f, -0.3f, -0.1f, -1e-3f, 0f,
        1e-3f, 0.1f, 0.3f, 0.5f, 0.75f, 0.9999f, 1f, 1.0001f, 1.5f, 2f, 2.9999f, 3f, 3.0001f, 4f, 5f, 6f, 7f, 12f, 30f,
    ];

    [Theory]
    [InlineData(ElementwiseFunction.Relu, 0, 0)]
    [InlineData(ElementwiseFunction.Clip, 0, 6)]
    [InlineData(ElementwiseFunction.Clip, -1.25, 0.5)]
    [InlineData(ElementwiseFunction.LeakyRelu, 0.2, 0)]
    [InlineData(ElementwiseFunction.Elu, 1, 0)]
    [InlineData(ElementwiseFunction.Elu, 0.7, 0)]
    [InlineData(ElementwiseFunction.Selu, 0, 0)]
    [InlineData(ElementwiseFunction.Celu, 1, 0)]
    [InlineData(ElementwiseFunction.Celu, 0.5, 0)]
    [InlineData(ElementwiseFunction.Softplus, 0, 0)]
    [InlineData(ElementwiseFunction.Softsign, 0, 0)]
    [InlineData(ElementwiseFunction.Sigmoid, 0, 0)]
    [InlineData(ElementwiseFunction.HardSigmoid, 1.0 / 6, 0.5)]
    [InlineData(ElementwiseFunction.HardSilu, 0, 0)]
    [InlineData(ElementwiseFunction.Silu, 0, 0)]
    [InlineData(ElementwiseFunction.Tanh, 0, 0)]
    [InlineData(ElementwiseFunction.TanhShrink, 0, 0)]
    [InlineData(ElementwiseFunction.Exponential, 0, 0)]
    [InlineData(ElementwiseFunction.Gelu, 0, 0)]
    [InlineData(ElementwiseFunction.GeluTanh, 0, 0)]
    [InlineData(ElementwiseFunction.LogSigmoid, 0, 0)]
    [InlineData(ElementwiseFunction.Mish, 0, 0)]
    [InlineData(ElementwiseFunction.HardShrink, 0.5, 0)]
    [InlineData(ElementwiseFunction.SoftShrink, 0.5, 0)]
    [InlineData(ElementwiseFunction.Squareplus, 4, 0)]
    [InlineData(ElementwiseFunction.SparsePlus, 0, 0)]
    [InlineData(ElementwiseFunction.SparseSigmoid, 0, 0)]
    [InlineData(ElementwiseFunction.Threshold, 0.3, -7)]
    [InlineData(ElementwiseFunction.SquareRoot, 0, 0)]
    [InlineData(ElementwiseFunction.QuickGelu, 1.702, 0)]
    public void A_function_gives_what_its_formula_gives(ElementwiseFunction function, double a, double b)
    {
        var points = function == ElementwiseFunction.SquareRoot ? [.. Points.Where(x => x >= 0)] : Points;
        var writer = new OperationWriter();
        var input = OperationWriter.Input(points.Length);
        var output = writer.Elementwise(input, function, a, b);
        var model = OnnxWriter.WriteModel(new OperationGraph([input], writer.Operations, [output]), ["x"], ["y"]);

        var actual = Assert.Single(OnnxRun.Of(model, new OnnxArray([1, points.Length], points)));

        var expected = points.Select(x => (float)Formula(function, x, (float)a, (float)b)).ToArray();
        Assert.Equal([1, points.Length], actual.Shape);
        for (var i = 0; i < points.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual.Values[i]) <= 2e-6 * Math.Max(1, Math.Abs(expected[i])),
                $"{function} of {points[i]} is {actual.Values[i]}, {expected[i]} expected");
    }

    [Fact]
    public void Every_function_is_tried()
    {
        var tried = typeof(OnnxElementwiseTests).GetMethod(nameof(A_function_gives_what_its_formula_gives))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Select(data => (ElementwiseFunction)((InlineDataAttribute)data).Data[0]!);
        Assert.Equal(Enum.GetValues<ElementwiseFunction>(), tried.Distinct().Order());
    }

    private static double Formula(ElementwiseFunction function, double x, double a, double b) => function switch
    {
        ElementwiseFunction.Relu => Math.Max(x, 0),
        ElementwiseFunction.Clip => Math.Min(Math.Max(x, a), b),
        ElementwiseFunction.LeakyRelu => x > 0 ? x : a * x,
        ElementwiseFunction.Elu => x > 0 ? x : a * (Math.Exp(x) - 1),
        ElementwiseFunction.Selu => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)),
        ElementwiseFunction.Celu => Math.Max(x, 0) + Math.Min(a * (Math.Exp(x / a) - 1), 0),
        ElementwiseFunction.Softplus => Softplus(x),
        ElementwiseFunction.Softsign => x / (1 + Math.Abs(x)),
        ElementwiseFunction.Sigmoid => Sigmoid(x),
        ElementwiseFunction.HardSigmoid => Math.Clamp(a * x + b, 0, 1),
        ElementwiseFunction.HardSilu => x * Math.Clamp(x / 6 + 0.5, 0, 1),
        ElementwiseFunction.Silu => x * Sigmoid(x),
        ElementwiseFunction.Tanh => Math.Tanh(x),
        ElementwiseFunction.TanhShrink => x - Math.Tanh(x),
        ElementwiseFunction.Exponential => Math.Exp(x),
        ElementwiseFunction.Gelu => x * (1 + Erf(x / Math.Sqrt(2))) / 2,
        ElementwiseFunction.GeluTanh => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        ElementwiseFunction.LogSigmoid => -Softplus(-x),
        ElementwiseFunction.Mish => x * Math.Tanh(Softplus(x)),
        ElementwiseFunction.HardShrink => Math.Abs(x) > a ? x : 0,
        ElementwiseFunction.SoftShrink => x > a ? x - a : x < -a ? x + a : 0,
        ElementwiseFunction.Squareplus => (x + Math.Sqrt(x * x + a)) / 2,
        ElementwiseFunction.SparsePlus => x <= -1 ? 0 : x >= 1 ? x : (x + 1) * (x + 1) / 4,
        ElementwiseFunction.SparseSigmoid => x <= -1 ? 0 : x >= 1 ? 1 : (x + 1) / 2,
        ElementwiseFunction.Threshold => x > a ? x : b,
        ElementwiseFunction.SquareRoot => Math.Sqrt(x),
        ElementwiseFunction.QuickGelu => x * Sigmoid(a * x),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "no formula"),
    };

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    // The series of Abramowitz and Stegun 7.1.6, exact enough where it is used.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 5)
            return Math.Sign(x);
        var (term, sum) = (x, x);
        for (var n = 1; n < 200; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
