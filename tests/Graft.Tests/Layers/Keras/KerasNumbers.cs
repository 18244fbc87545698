using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Tests.Layers.Keras;

/// <summary>Compares what a network gives with what Keras wrote down, within 1e-4 of the largest value.</summary>
internal static class KerasNumbers
{
    private const double Tolerance = 1e-4;

    /// <summary>Shape, mean, deviation and first values after every layer.</summary>
    public static void CompareTrace(KerasNetwork network, IReadOnlyList<Tensor> values)
    {
        Assert.Equal(network.Trace.Count(), values.Count);
        foreach (var (row, value) in network.Trace.Zip(values))
        {
            using var scope = NewDisposeScope();
            var (what, logical) = (row[0].GetString()!, Layout.ToLogical(value).to(ScalarType.Float64));
            Assert.Equal(row[1].EnumerateArray().Select(d => d.GetInt64()), logical.shape[1..]);
            double[] expected = [row[2].GetDouble(), row[3].GetDouble(), .. row[4].EnumerateArray().Select(v => v.GetDouble())];
            var first = logical.reshape(-1)[..(expected.Length - 2)];
            double[] actual =
                [logical.mean().item<double>(), logical.std(unbiased: false).item<double>(), .. first.data<double>()];
            var tolerance = Tolerance * logical.abs().max().item<double>();
            for (var i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}, number {i} of the trace: {actual[i]:g9}, "
                    + $"{expected[i]:g9} expected, tolerance {tolerance:g3}");
        }
    }

    /// <summary>The classifier's values before its softmax.</summary>
    public static void CompareLogits(Tensor logits, TensorFile reference) =>
        Close.Relative(reference["top/logits"].Floats(), Floats(logits), Tolerance, "logits");

    /// <summary>The last map: 512 of its values, and the mean of each channel.</summary>
    public static void CompareMap(Tensor map, TensorFile reference, string size)
    {
        var values = Floats(map);
        var sample = Enumerable.Range(0, 512).Select(i => values[(long)(i * ((values.Length - 1) / 511.0))]).ToArray();
        Close.Relative(reference[$"notop/{size}/map_sample"].Floats(), sample, Tolerance, $"{size} map");
        Close.Relative(reference[$"notop/{size}/pooled"].Floats(), Floats(map.mean([2, 3])), Tolerance, $"{size} pooled");
    }

    /// <summary>One picture <c>[height, width, 3]</c> as a batch in libtorch's layout.</summary>
    public static Tensor Batch(float[] values, Shape shape) =>
        Layout.FromLogical(tensor(values).reshape(1, shape[0], shape[1], shape[2]));

    private static float[] Floats(Tensor value) => Layout.ToLogical(value).contiguous().data<float>().ToArray();
}
