using CsCheck;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Layers.Reference;

namespace Graft.Tests.Layers;

/// <summary>Layers that pool, pad, cut, enlarge and rearrange maps.</summary>
public sealed class MapTests
{
    private static readonly Gen<NDArray> Maps = Gen.Select(
        Gen.Int[1, 2], Gen.Int[1, 7], Gen.Int[1, 7], Gen.Int[1, 4], Gen.Int[0, 1000])
        .Select((batch, height, width, channels, key) => LayerRun.Values($"map/{key}", batch, height, width, channels));

    private static readonly Gen<Size2D> Sizes = Gen.Select(
        Gen.Int[1, 3], Gen.Int[1, 3], (height, width) => new Size2D(height, width));

    [Fact]
    public void Poolings_take_the_largest_value_or_the_mean_of_what_their_window_sees() =>
        Gen.Select(Maps, Sizes, Sizes, Gen.Bool).Where(
            (map, size, _, same) => same || (size.Height <= map.Shape[1] && size.Width <= map.Shape[2])).Sample(
            (map, size, strides, same) =>
            {
                var padding = same ? "same" : "valid";
                var what = $"{map.SampleShape}, {size}, {strides}, {padding}";
                LayerRun.Equal(
                    NaiveLayers.Pool(new(map), size, strides, same, values => values.Max()), LayerRun.Forward(
                        new MaxPooling2D(size, strides, padding), map), what);
                LayerRun.Equal(
                    NaiveLayers.Pool(new(map), size, strides, same, values => values.Average()), LayerRun.Forward(
                        new AveragePooling2D(size, strides, padding), map), what);
            },
            iter: 80, threads: 1);

    [Fact]
    public void Poolings_step_by_their_own_size_where_no_strides_are_given()
    {
        Assert.Equal((3, 2), (new MaxPooling2D((3, 2)).Strides.Height, new AveragePooling2D((3, 2)).Strides.Width));
        Assert.Equal(new Shape(2, 2, 5), new MaxPooling2D().OutputShape((5, 4, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaxPooling2D(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AveragePooling2D(2, (1, 0)));
    }

    [Fact]
    public void Global_poolings_see_the_whole_map_and_may_keep_it_a_map() =>
        Gen.Select(Maps, Gen.Bool).Sample(
            (map, keep) =>
            {
                Size2D whole = (map.Shape[1], map.Shape[2]);
                Equal(
                    NaiveLayers.Pool(new(map), whole, whole, false, values => values.Average()), LayerRun.Forward(
                        new GlobalAveragePooling2D(keep), map));
                Equal(
                    NaiveLayers.Pool(new(map), whole, whole, false, values => values.Max()), LayerRun.Forward(
                        new GlobalMaxPooling2D(keep), map));
                Equal(
                    NaiveLayers.Pool(new(map), whole, whole, false, Deviation), LayerRun.Forward(
                        new GlobalDeviationPooling2D(keep), map));

                void Equal(NaiveArray expected, NDArray actual)
                {
                    Assert.Equal(keep ? [map.Shape[0], 1, 1, map.Shape[3]] : [map.Shape[0], map.Shape[3]], actual.Shape);
                    Close.Relative([.. expected.Values.Select(v => (float)v)], actual.Values, 1e-5, "pooled");
                }

                static double Deviation(IEnumerable<double> values)
                {
                    var all = values.ToList();
                    return Math.Sqrt(all.Average(value => Math.Pow(value - all.Average(), 2)));
                }
            },
            iter: 40, threads: 1);

    [Fact]
    public void Padding_puts_zeros_around_a_map_and_cropping_takes_them_off_again() =>
        Gen.Select(Maps, Gen.Int[0, 2].Array[4]).Sample(
            (map, sides) =>
            {
                Margins margins = ((sides[0], sides[1]), (sides[2], sides[3]));
                var padded = LayerRun.Forward(new ZeroPadding2D(margins), map);
                var expected = new NaiveArray(
                    map.Shape[0], map.Shape[1] + sides[0] + sides[1], map.Shape[2] + sides[2] + sides[3], map.Shape[3]);
                var inner = new NaiveArray(map);
                NaiveLayers.Fill(inner, (b, y, x, c) => expected[b, y + sides[0], x + sides[2], c] = inner[b, y, x, c]);
                LayerRun.Equal(expected, padded, "padded");
                LayerRun.Equal(inner, LayerRun.Forward(new Cropping2D(margins), padded), "cropped");
            },
            iter: 40, threads: 1);

    [Fact]
    public void UpSampling2D_repeats_or_interpolates() =>
        Gen.Select(Maps, Sizes, Gen.Bool).Sample(
            (map, size, bilinear) => LayerRun.Equal(
                NaiveLayers.Upsample(new(map), size, bilinear), LayerRun.Forward(
                    new UpSampling2D(size, bilinear ? "bilinear" : "nearest"), map), $"{map.SampleShape}, {size}, {bilinear}"),
            iter: 60, threads: 1);

    [Fact]
    public void Permute_brings_the_axes_of_any_rank_into_another_order() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 4], Gen.Int[0, 1000]).SelectMany(
            (shape, key) => Gen.Shuffle(Enumerable.Range(1, shape.Length).ToArray()).Select(order => (shape, order, key))).Sample(
            example =>
            {
                var (shape, order, key) = example;
                var input = LayerRun.Values($"permute/{key}", [2, .. shape]);
                var from = new NaiveArray(input);
                var expected = new NaiveArray([2, .. order.Select(axis => shape[axis - 1])]);
                foreach (var index in Indices(from.Shape))
                    expected[[index[0], .. order.Select(axis => index[axis])]] = from[index];
                LayerRun.Equal(
                    expected, LayerRun.Forward(new Permute(order), input), $"{input.SampleShape} by {string.Join(", ", order)}");
            },
            iter: 60, threads: 1);

    [Fact]
    public void Flatten_and_Reshape_keep_the_order_of_values_with_the_channels_last() =>
        Maps.Sample(
            map =>
            {
                var flat = LayerRun.Forward(new Flatten(), map);
                Assert.Equal([map.Shape[0], map.Values.Length / map.Shape[0]], flat.Shape);
                Assert.Equal(map.Values, flat.Values);
                var (height, width, channels) = (map.Shape[1], map.Shape[2], map.Shape[3]);
                Assert.Equal(map.Values, LayerRun.Forward(new Reshape([width, -1, height]), map).Values);
                Assert.Equal(map.Values, LayerRun.Forward(new Reshape([height * width, channels]), map).Values);
                var again = LayerRun.Forward(new Reshape([height, width, channels]), flat);
                Assert.Equal(map.Shape, again.Shape);
                Assert.Equal(map.Values, again.Values);
            },
            iter: 30, threads: 1);

    [Fact]
    public void Concatenate_puts_its_inputs_one_after_another_along_any_axis() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 3], Gen.Int[1, 3].Array[2, 3], Gen.Int[0, 1000]).SelectMany(
            (shape, lengths, key) => Gen.Int[1, shape.Length].Select(axis => (shape, lengths, key, axis))).Sample(
            example =>
            {
                var (shape, lengths, key, axis) = example;
                var parts = lengths.Select(
                    (length, i) => LayerRun.Values($"concatenate/{key}/{i}", WithLength(length))).ToArray();
                var expected = new NaiveArray(WithLength(lengths.Sum()));
                var start = 0;
                foreach (var part in parts.Select(part => new NaiveArray(part)))
                {
                    foreach (var index in Indices(part.Shape))
                        expected[[.. index[..axis], index[axis] + start, .. index[(axis + 1)..]]] = part[index];
                    start += part.Shape[axis];
                }
                LayerRun.Equal(expected, LayerRun.Forward(new Concatenate(axis), parts), $"axis {axis}");
                LayerRun.Equal(
                    expected, LayerRun.Forward(
                        new Concatenate(axis - shape.Length - 1), parts), $"axis {axis - shape.Length - 1}");

                int[] WithLength(int length) => [2, .. shape[..(axis - 1)], length, .. shape[axis..]];
            },
            iter: 60, threads: 1);

    [Fact]
    public void Add_and_Multiply_stretch_axes_of_length_1() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 3], Gen.Bool.Array[9], Gen.Int[0, 1000]).Sample(
            (shape, stretched, key) =>
            {
                var parts = Enumerable.Range(0, 3).Select(i => LayerRun.Values($"merge/{key}/{i}", [2, .. ShapeOf(i)])).ToArray();
                Check(new Add(), (left, right) => left + right);
                Check(new Multiply(), (left, right) => left * right);

                IEnumerable<int> ShapeOf(int part) =>
                    shape.Select((d, axis) => part > 0 && stretched[part * shape.Length % 6 + axis] ? 1 : d);

                void Check(Layer layer, Func<double, double, double> combine)
                {
                    var arrays = parts.Select(part => new NaiveArray(part)).ToList();
                    var expected = new NaiveArray([2, .. shape]);
                    foreach (var index in Indices(expected.Shape))
                        expected[index] = arrays.Select(array => At(array, index)).Aggregate(combine);
                    LayerRun.Equal(expected, LayerRun.Forward(layer, parts), layer.TypeName);
                }
            },
            iter: 40, threads: 1);

    [Fact]
    public void An_empty_batch_passes_through_a_network()
    {
        var input = new Input((8, 8, 3));
        var x = new Conv2D(4, 3, strides: 2, padding: "same", activation: "relu").Apply(input.Output);
        x = new BatchNormalization().Apply(x);
        x = new AveragePooling2D(padding: "same").Apply(x);
        x = new Reshape([4, -1]).Apply(x);
        var model = new Model(input.Output, new Dense(2, activation: "softmax").Apply(new Flatten().Apply(x)));
        Assert.Equal([0, 2], LayerRun.Forward(model, new NDArray([], 0, 8, 8, 3)).Shape);
    }

    private static double At(NaiveArray stretched, int[] index) =>
        stretched[[.. index.Select((at, axis) => Math.Min(at, stretched.Shape[axis] - 1))]];

    private static IEnumerable<int[]> Indices(int[] shape) =>
        Enumerable.Range(0, shape.Aggregate((size, d) => size * d)).Select(at =>
    {
        var index = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; at /= shape[axis--])
            index[axis] = at % shape[axis];
        return index;
    });
}
