using Graft.Operations;
using static Graft.Export.OnnxGraph;

namespace Graft.Export;

/// <summary>Attention in ONNX: opset 17 has no operator for it, so it is two products with a softmax between.</summary>
internal static class OnnxAttention
{
    /// <summary>Adds the attention.</summary>
    /// <param name="graph">Where nodes go.</param>
    /// <param name="operation">Queries, keys and values, and the number of heads.</param>
    /// <param name="nameOf">The ONNX value that a value became.</param>
    /// <returns>The name of its value.</returns>
    public static string Add(OnnxGraph graph, Attention operation, Func<Value, string> nameOf)
    {
        var length = operation.Output.Shape.Channels / operation.Heads;
        var scale = graph.Scalar("scale", (float)(1 / Math.Sqrt(length)));
        // [batch, heads, steps, length]; of the keys the last two axes the other way round.
        var queries = graph.Add("Mul", [Split(operation.Queries, 0, 2, 1, 3), scale]);
        var products = graph.Add("MatMul", [queries, Split(operation.Keys, 0, 2, 3, 1)]);
        var shares = graph.Add("Softmax", [products], Attribute("axis", -1));
        var mixed = graph.Add("MatMul", [shares, Split(operation.Values, 0, 2, 1, 3)]);
        var inOrder = graph.Add("Transpose", [mixed], Attribute("perm", [0, 2, 1, 3]));
        return graph.Add("Reshape", [inOrder, graph.Integers(0, operation.Output.Shape[0], operation.Output.Shape.Channels)]);

        string Split(Value value, params long[] order)
        {
            var parts = graph.Add("Reshape", [nameOf(value), graph.Integers(0, value.Shape[0], operation.Heads, length)]);
            return graph.Add("Transpose", [parts], Attribute("perm", order));
        }
    }
}
