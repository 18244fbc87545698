using Graft.Runtime.Imaging;
using static Graft.Export.OnnxGraph;
using DataType = Graft.Export.Onnx.TensorProto.Types.DataType;

namespace Graft.Export;

/// <summary>
/// From pixels, uint8 <c>[batch, height, width, 3]</c>, red first, to a network's input <c>[batch, 3, height, width]</c>.
/// </summary>
internal static class OnnxNormalization
{
    private static readonly long[] PerChannel = [3, 1, 1];

    /// <summary>Adds the steps that change anything.</summary>
    /// <returns>The name of the normalised value.</returns>
    public static string Add(OnnxGraph graph, string pixels, Preprocessing preprocessing)
    {
        var map = OnnxLayout.ToMap(graph, pixels);
        if (preprocessing.Channels == ChannelOrder.Bgr)
            map = graph.Add("Gather", [map, graph.Integers(2, 1, 0)], Attribute("axis", 1));
        var value = graph.Add("Cast", [map], Attribute("to", (long)DataType.Float));
        if (255f / preprocessing.FullScale is var step and not 1f)
            value = graph.Add("Div", [value, graph.Scalar("step", step)]);
        if (preprocessing.Mean.Any(mean => mean != 0f))
            value = graph.Add("Sub", [value, graph.Constant("mean", [.. preprocessing.Mean], PerChannel)]);
        if (preprocessing.StandardDeviation.Any(deviation => deviation != 1f))
            value = graph.Add("Div", [value, graph.Constant("deviation", [.. preprocessing.StandardDeviation], PerChannel)]);
        return value;
    }
}
