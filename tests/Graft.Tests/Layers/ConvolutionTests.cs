using CsCheck;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Layers.Reference;

namespace Graft.Tests.Layers;

public sealed class ConvolutionTests
{
    private static readonly Gen<Size2D> Sizes = Gen.Select(
        Gen.Int[1, 3], Gen.Int[1, 3], (height, width) => new Size2D(height, width));

    private static readonly Gen<Setting> Settings = Gen.Select(
        Gen.Int[5, 9], Gen.Int[5, 9], Sizes, Sizes, Sizes, Gen.Bool, Gen.Bool, Gen.Int[0, 1000])
        .Select((height, width, kernel, strides, dilation, same, bias, key) =>
            new Setting(
                height, width, kernel, strides, dilation, same && dilation == 1 ? "same" : "valid", bias, $"convolution/{key}"))
        .Where(
            setting => (setting.Kernel.Height - 1) * setting.Dilation.Height < setting.Height
                && (setting.Kernel.Width - 1) * setting.Dilation.Width < setting.Width);

    private static readonly Gen<Setting> Dilated = Settings.Select(setting => setting with { Padding = "same", Strides = 1 });

    [Fact]
    public void Conv2D_is_the_sum_over_its_window_with_groups_strides_and_dilation() =>
        Gen.Select(Gen.OneOf(Settings, Dilated), Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 2]).Sample(
            (setting, groups, channels, filters) =>
            {
                var layer = new Conv2D(
                    groups * filters,
                    setting.Kernel,
                    setting.Strides,
                    setting.Padding,
                    setting.Dilation,
                    groups,
                    useBias: setting.UseBias);
                var input = setting.Input(groups * channels);
                var actual = LayerRun.ForwardFilled(layer, setting.Key, input);
                var kernel = Array(layer.Weights[0]);
                Assert.Equal([setting.Kernel.Height, setting.Kernel.Width, channels, groups * filters], kernel.Shape);
                LayerRun.Equal(
                    NaiveLayers.Convolve(
                        new(input),
                        kernel,
                        setting.Bias(layer),
                        setting.Strides,
                        setting.Dilation,
                        setting.Padding == "same",
                        groups), actual, $"{setting}");
            },
            iter: 60, threads: 1);

    [Fact]
    public void DepthwiseConv2D_keeps_the_channels_apart_and_gives_each_its_multiplier() =>
        Gen.Select(Gen.OneOf(Settings, Dilated), Gen.Int[1, 4], Gen.Int[1, 3]).Sample(
            (setting, channels, multiplier) =>
            {
                var layer = new DepthwiseConv2D(
                    setting.Kernel, setting.Strides, setting.Padding, multiplier, setting.Dilation, useBias: setting.UseBias);
                var input = setting.Input(channels);
                var actual = LayerRun.ForwardFilled(layer, setting.Key, input);
                LayerRun.Equal(
                    NaiveLayers.ConvolveDepthwise(
                        new(input),
                        Array(layer.Weights[0]),
                        setting.Bias(layer),
                        setting.Strides,
                        setting.Dilation,
                        setting.Padding == "same"),
                    actual, $"{setting}");
            },
            iter: 60, threads: 1);

    // libtorch 2.10 gives wrong numbers here, in kernels for channels-last strides, for more than one picture at a time.
    [Theory]
    [InlineData(5, 5, 1, 3, 3)]
    [InlineData(7, 3, 1, 2, 2)]
    [InlineData(6, 5, 3, 3, 3)]
    [InlineData(8, 2, 3, 2, 3)]
    public void One_channel_under_a_window_that_fits_once_across_is_convolved_rightly(
        int height, int width, int kernelHeight, int kernelWidth, int stride)
    {
        var setting = new Setting(height, width, (kernelHeight, kernelWidth), (1, stride), 1, "valid", true, "convolution/gray");
        var input = setting.Input(1);
        var convolution = new Conv2D(3, setting.Kernel, setting.Strides);
        var depthwise = new DepthwiseConv2D(setting.Kernel, setting.Strides, depthMultiplier: 3);

        var convolved = LayerRun.ForwardFilled(convolution, setting.Key, input);
        var apart = LayerRun.ForwardFilled(depthwise, setting.Key, input);

        var sums = NaiveLayers.Convolve(
            new(input), Array(convolution.Weights[0]), setting.Bias(convolution), setting.Strides, 1, false, 1);
        LayerRun.Equal(sums, convolved, $"{setting}");
        LayerRun.Equal(
            NaiveLayers.ConvolveDepthwise(
                new(input), Array(depthwise.Weights[0]), setting.Bias(depthwise), setting.Strides, 1, false),
            apart, $"{setting}");
    }

    [Fact]
    public void SeparableConv2D_is_a_depthwise_convolution_and_then_one_of_points() =>
        Gen.Select(Gen.OneOf(Settings, Dilated), Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 4]).Sample(
            (setting, channels, multiplier, filters) =>
            {
                var layer = new SeparableConv2D(
                    filters,
                    setting.Kernel,
                    setting.Strides,
                    setting.Padding,
                    multiplier,
                    setting.Dilation,
                    "relu",
                    setting.UseBias);
                var input = setting.Input(channels);
                var actual = LayerRun.ForwardFilled(layer, setting.Key, input);
                var maps = NaiveLayers.ConvolveDepthwise(
                    new(input), Array(layer.Weights[0]), null, setting.Strides, setting.Dilation, setting.Padding == "same");
                var sums = NaiveLayers.Convolve(maps, Array(layer.Weights[1]), setting.Bias(layer), 1, 1, false, 1);
                LayerRun.Equal(sums.Map(v => Math.Max(v, 0)), actual, $"{setting}");
            },
            iter: 60, threads: 1);

    [Fact]
    public void Dense_is_a_weighted_sum_over_the_last_axis_of_any_rank() =>
        Gen.Select(Gen.Int[1, 4].Array[0, 3], Gen.Int[1, 6], Gen.Int[1, 5], Gen.Bool, Gen.Int[0, 1000]).Sample(
            (outer, features, units, useBias, key) =>
            {
                var layer = new Dense(units, useBias: useBias);
                var input = LayerRun.Values($"dense/{key}", [2, .. outer, features]);
                var actual = LayerRun.ForwardFilled(layer, $"dense/{key}", input);
                var kernel = Array(layer.Weights[0]);
                var bias = useBias ? layer.Weights[1].ToArray() : new float[units];
                var expected = new NaiveArray(input).MapRows(row =>
                [
                    .. Enumerable.Range(0, units).Select(
                        unit => bias[unit] + row.Select((value, i) => value * kernel[i, unit]).Sum()),
                ]);
                LayerRun.Equal(expected, actual, $"{input.SampleShape} to {units}");
            },
            iter: 60, threads: 1);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(3, 1, -1)]
    public void A_window_without_size_strides_or_dilation_is_refused(int kernel, int strides, int dilation)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2D(4, kernel, strides, dilationRate: dilation));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DepthwiseConv2D(kernel, strides, dilationRate: dilation));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeparableConv2D(4, kernel, strides, dilationRate: dilation));
    }

    private static NaiveArray Array(Weight weight) => new(weight.ToArray(), [.. weight.Shape.Dimensions]);

    private sealed record Setting(
        int Height, int Width, Size2D Kernel, Size2D Strides, Size2D Dilation, string Padding, bool UseBias, string Key)
    {
        public NDArray Input(int channels) => LayerRun.Values(Key, 2, Height, Width, channels);

        public float[]? Bias(Layer layer) => UseBias ? layer.Weights[^1].ToArray() : null;
    }
}
