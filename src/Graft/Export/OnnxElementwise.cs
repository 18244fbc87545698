using Graft.Operations;
using static Graft.Export.OnnxGraph;

namespace Graft.Export;

/// <summary>Functions of one value in ONNX: its own operator where opset 17 has one, else its formula.</summary>
internal static class OnnxElementwise
{
    // Klambauer and others, 2017.
    private const float SeluAlpha = 1.6732632f;
    private const float SeluGamma = 1.0507010f;

    /// <summary>Adds the function.</summary>
    /// <returns>The name of its value.</returns>
    public static string Add(OnnxGraph graph, Elementwise operation, string x)
    {
        var (a, b) = ((float)operation.Alpha, (float)operation.Beta);
        return operation.Function switch
        {
            ElementwiseFunction.Relu => graph.Add("Relu", [x]),
            ElementwiseFunction.Clip => Clip(graph, x, a, b),
            ElementwiseFunction.LeakyRelu => graph.Add("LeakyRelu", [x], Attribute("alpha", a)),
            ElementwiseFunction.Elu => graph.Add("Elu", [x], Attribute("alpha", a)),
            ElementwiseFunction.Selu => graph.Add("Selu", [x], Attribute("alpha", SeluAlpha), Attribute("gamma", SeluGamma)),
            ElementwiseFunction.Celu => graph.Add("Celu", [x], Attribute("alpha", a)),
            ElementwiseFunction.Softplus => graph.Add("Softplus", [x]),
            ElementwiseFunction.Softsign => graph.Add("Softsign", [x]),
            ElementwiseFunction.Sigmoid => graph.Add("Sigmoid", [x]),
            ElementwiseFunction.HardSigmoid => graph.Add("HardSigmoid", [x], Attribute("alpha", a), Attribute("beta", b)),
            ElementwiseFunction.HardSilu => graph.Add("HardSwish", [x]),
            ElementwiseFunction.Silu => graph.Add("Mul", [x, graph.Add("Sigmoid", [x])]),
            ElementwiseFunction.Tanh => graph.Add("Tanh", [x]),
            ElementwiseFunction.TanhShrink => graph.Add("Sub", [x, graph.Add("Tanh", [x])]),
            ElementwiseFunction.Exponential => graph.Add("Exp", [x]),
            ElementwiseFunction.Gelu => Gelu(graph, x, graph.Add("Erf", [Times(graph, x, (float)Math.Sqrt(0.5))])),
            ElementwiseFunction.GeluTanh => Gelu(graph, x, graph.Add("Tanh", [TanhArgument(graph, x)])),
            ElementwiseFunction.QuickGelu => graph.Add("Mul", [x, graph.Add("Sigmoid", [Times(graph, x, a)])]),
            ElementwiseFunction.LogSigmoid => graph.Add("Neg", [graph.Add("Softplus", [graph.Add("Neg", [x])])]),
            ElementwiseFunction.Mish => graph.Add("Mul", [x, graph.Add("Tanh", [graph.Add("Softplus", [x])])]),
            ElementwiseFunction.HardShrink => graph.Add("Shrink", [x], Attribute("lambd", a), Attribute("bias", 0f)),
            ElementwiseFunction.SoftShrink => graph.Add("Shrink", [x], Attribute("lambd", a), Attribute("bias", a)),
            ElementwiseFunction.Squareplus => Squareplus(graph, x, a),
            ElementwiseFunction.SparsePlus => SparsePlus(graph, x),
            ElementwiseFunction.SparseSigmoid => graph.Add("HardSigmoid", [x], Attribute("alpha", 0.5f), Attribute("beta", 0.5f)),
            ElementwiseFunction.Threshold => Threshold(graph, x, a, b),
            ElementwiseFunction.SquareRoot => graph.Add("Sqrt", [x]),
            _ => throw new OnnxException($"The function {operation.Function} cannot be written as ONNX."),
        };
    }

    // x · (1 + f) / 2, f the error function or the hyperbolic tangent that stands for it.
    private static string Gelu(OnnxGraph graph, string x, string f) =>
        Times(graph, graph.Add("Mul", [x, Plus(graph, f, 1f)]), 0.5f);

    // √(2/π) · (x + 0.044715 x³)
    private static string TanhArgument(OnnxGraph graph, string x)
    {
        var cube = graph.Add("Mul", [graph.Add("Mul", [x, x]), x]);
        return Times(graph, graph.Add("Add", [x, Times(graph, cube, 0.044715f)]), (float)Math.Sqrt(2 / Math.PI));
    }

    private static string Squareplus(OnnxGraph graph, string x, float a)
    {
        var root = graph.Add("Sqrt", [Plus(graph, graph.Add("Mul", [x, x]), a)]);
        return Times(graph, graph.Add("Add", [x, root]), 0.5f);
    }

    // (c + 1)² / 4 with c = x between -1 and 1, and what x has above 1.
    private static string SparsePlus(OnnxGraph graph, string x)
    {
        var root = Times(graph, Plus(graph, Clip(graph, x, -1f, 1f), 1f), 0.5f);
        var above = graph.Add("Relu", [Plus(graph, x, -1f)]);
        return graph.Add("Add", [graph.Add("Mul", [root, root]), above]);
    }

    private static string Threshold(OnnxGraph graph, string x, float threshold, float otherwise)
    {
        var above = graph.Add("Greater", [x, graph.Scalar("threshold", threshold)]);
        return graph.Add("Where", [above, x, graph.Scalar("otherwise", otherwise)]);
    }

    private static string Clip(OnnxGraph graph, string x, float low, float high) =>
        graph.Add("Clip", [x, graph.Scalar("low", low), graph.Scalar("high", high)]);

    private static string Times(OnnxGraph graph, string x, float factor) => graph.Add("Mul", [x, graph.Scalar("factor", factor)]);

    private static string Plus(OnnxGraph graph, string x, float summand) =>
        graph.Add("Add", [x, graph.Scalar("summand", summand)]);
}
