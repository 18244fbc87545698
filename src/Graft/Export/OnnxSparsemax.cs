using static Graft.Export.OnnxGraph;

namespace Graft.Export;

/// <summary>
/// Sparsemax, which ONNX lacks: with z sorted downwards, the support is where 1 + k·z(k) is above the sum of the first k;
/// everything is
/// lowered by τ = (sum of the support - 1) / its size, and cut at zero.
/// </summary>
internal static class OnnxSparsemax
{
    /// <summary>Adds it along an axis.</summary>
    /// <param name="graph">Where it goes.</param>
    /// <param name="x">The value.</param>
    /// <param name="axis">The axis in the ONNX value.</param>
    /// <param name="rank">The value's number of axes, the batch among them.</param>
    /// <param name="length">The axis's length.</param>
    /// <returns>The name of its value.</returns>
    public static string Add(OnnxGraph graph, string x, int axis, int rank, int length)
    {
        var sorted = graph.Add("TopK", [x, graph.Integers(length)], outputs: 2, Attribute("axis", axis))[0];
        var sums = graph.Add("CumSum", [sorted, graph.Integers(axis)]);
        var shape = new long[rank - 1];
        Array.Fill(shape, 1);
        shape[axis - 1] = length;
        var places = graph.Constant("places", [.. Enumerable.Range(1, length).Select(k => (float)k)], shape);
        var left = graph.Add("Add", [graph.Add("Mul", [sorted, places]), graph.Scalar("one", 1f)]);
        var support = graph.Add("Cast", [graph.Add("Greater", [left, sums])], Attribute("to", 1));
        var size = Sum(graph, support, axis);
        var sum = Sum(graph, graph.Add("Mul", [sorted, support]), axis);
        var tau = graph.Add("Div", [graph.Add("Sub", [sum, graph.Scalar("one", 1f)]), size]);
        return graph.Add("Relu", [graph.Add("Sub", [x, tau])]);
    }

    private static string Sum(OnnxGraph graph, string value, int axis) =>
        graph.Add("ReduceSum", [value, graph.Integers(axis)], Attribute("keepdims", 1));
}
