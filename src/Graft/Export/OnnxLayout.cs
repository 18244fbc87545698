using Graft.Operations;

namespace Graft.Export;

/// <summary>
/// How shapes lie in an ONNX graph: maps, logically <c>[height, width, channels]</c>, as <c>[batch, channels, height,
/// width]</c>; all
/// others as they are, behind the batch.
/// </summary>
internal static class OnnxLayout
{
    private static readonly int[] MapAxes = [2, 3, 1];

    /// <summary>The place of a logical axis (without the batch, from 0) in the ONNX value.</summary>
    public static int Axis(Shape shape, int logical) => shape.IsMap ? MapAxes[logical] : logical + 1;

    /// <summary>Dimensions without the batch, channels last, as inputs and outputs have them.</summary>
    public static IEnumerable<long> Logical(Shape shape) => shape.Dimensions.Select(dimension => (long)dimension);

    /// <summary>The shape of a constant with one number a channel that broadcasts over such a value.</summary>
    public static long[] PerChannel(Shape shape) => shape.IsMap ? [shape.Channels, 1, 1] : [shape.Channels];

    /// <summary>Adds the step from <c>[batch, height, width, channels]</c> to a map of the graph.</summary>
    public static string ToMap(OnnxGraph graph, string value) =>
        graph.Add("Transpose", [value], OnnxGraph.Attribute("perm", [0, 3, 1, 2]));

    /// <summary>Adds the step from a map of the graph to <c>[batch, height, width, channels]</c>.</summary>
    public static string FromMap(OnnxGraph graph, string value) =>
        graph.Add("Transpose", [value], OnnxGraph.Attribute("perm", [0, 2, 3, 1]));
}
