using Graft.Backbones;
using Graft.Backbones.Blocks;
using Graft.Layers;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones.Timm;

/// <summary>timm's families in the sizes of which there is no reference data.</summary>
public sealed class TimmFamiliesTests
{
    // The column "param_count" of timm's results-imagenet.csv, in millions.
    [Theory]
    [InlineData("resnet10t", 5.44)]
    [InlineData("resnet14t", 10.08)]
    [InlineData("resnet34d", 21.82)]
    [InlineData("resnet50s", 25.68)]
    [InlineData("resnet101c", 44.57)]
    [InlineData("resnet152d", 60.21)]
    [InlineData("resnet200d", 64.69)]
    [InlineData("wide_resnet101_2", 126.89)]
    [InlineData("resnext50d_32x4d", 25.05)]
    [InlineData("resnext101_64x4d", 83.46)]
    [InlineData("resnext101_32x16d", 194.03)]
    [InlineData("ecaresnetlight", 30.16)]
    [InlineData("ecaresnet26t", 16.01)]
    [InlineData("ecaresnet50d", 25.58)]
    [InlineData("ecaresnet50t", 25.57)]
    [InlineData("ecaresnet101d", 44.57)]
    [InlineData("ecaresnet269d", 102.09)]
    [InlineData("seresnet152d", 66.84)]
    [InlineData("seresnext26t_32x4d", 16.81)]
    [InlineData("seresnext101_32x8d", 93.57)]
    [InlineData("senet154", 115.09)]
    [InlineData("resnetaa50", 25.56)]
    [InlineData("resnetaa101d", 44.57)]
    [InlineData("seresnextaa101d_32x8d", 93.59)]
    [InlineData("seresnextaa201d_32x8d", 149.39)]
    [InlineData("resnetrs50", 35.69)]
    [InlineData("resnetrs101", 63.62)]
    [InlineData("resnetrs420", 191.89)]
    [InlineData("test_resnet", 0.47)]
    [InlineData("mobilenetv3_large_150d", 14.62)]
    [InlineData("mobilenetv3_small_050", 1.59)]
    [InlineData("mobilenetv3_rw", 5.48)]
    [InlineData("tf_mobilenetv3_small_minimal_100", 2.04)]
    [InlineData("mobilenetv4_conv_small_050", 2.24)]
    [InlineData("mobilenetv4_conv_medium", 9.72)]
    [InlineData("mobilenetv4_conv_large", 32.59)]
    [InlineData("mobilenetv4_conv_aa_large", 32.59)]
    [InlineData("efficientnet_b5", 30.39)]
    [InlineData("efficientnet_es", 5.44)]
    [InlineData("efficientnet_em", 6.90)]
    [InlineData("efficientnet_el", 10.59)]
    [InlineData("tf_efficientnet_lite4", 13.01)]
    [InlineData("tf_efficientnet_b8", 87.41)]
    [InlineData("tf_efficientnet_l2", 480.31)]
    [InlineData("tf_efficientnetv2_b3", 14.36)]
    [InlineData("tf_efficientnetv2_xl", 208.12)]
    [InlineData("efficientnetv2_rw_t", 13.65)]
    [InlineData("efficientnetv2_rw_s", 23.94)]
    [InlineData("efficientnetv2_rw_m", 53.24)]
    [InlineData("test_efficientnet", 0.36)]
    public void A_network_has_as_many_millions_of_parameters_as_timm_publishes(string name, double published)
    {
        var model = BackboneRegistry.Find($"{name}.timm").Load(new BackboneOptions { Weights = null, IncludeTop = true });
        var classes = model.Output.Shape[0];
        Assert.Equal(1000, classes);
        Assert.Equal(
            published, model.Weights.Where(weight => !weight.IsStatistic).Sum(weight => weight.Count) / 1e6, tolerance: 0.00501);
    }

    [Fact]
    public void A_size_that_patches_do_not_fill_is_refused_with_the_nearest_that_they_do() => Refusal.Of<ArgumentException>(
        "multiples of 16 pixels; 139 x 101 were given. The nearest are 144 x 96",
        () => BackboneRegistry.Find("vit_tiny_patch16_224.timm").Load(
            new BackboneOptions { Weights = null, InputShape = (139, 101, 3) }));

    // Efficient channel attention (Wang et al., 2019): the means of neighbouring channels, filtered, give each channel's weight.
    [Fact]
    public void Efficient_channel_attention_filters_along_the_channels()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var design = ResNetDesign.Basic(1) with { Widths = [64], Attention = ChannelAttention.Efficient };
        var input = new Input((16, 12, 3));
        var model = new Model(input.Output, new ResNetLayers(design, (at, number) => $"{at}act{number}").Apply(input.Output));
        foreach (var weight in model.Weights)
            weight.Set(Formula.Unit($"{weight.Layer.Name}/{weight.Name}", weight.Count).Select(Math.Abs).ToArray());
        var kernel = model.Weights.Single(weight => weight.Layer.Name == "layer1.0.se.conv").ToArray();
        Assert.Equal(3, kernel.Length);

        Symbol[] wanted = [.. new[] { "bn2", "se.mul" }.Select(part =>
            model.Nodes.Single(node => node.Layer.Name == $"layer1.0.{part}").Outputs[0])];
        var values = new Model([model.Input], wanted).Forward([randn(2, 3, 16, 12)], ForwardContext.Inference);
        var (before, after) = (values[0], values[1]);
        var means = nn.functional.pad(before.mean([2, 3]).unsqueeze(1), [1, 1]);
        var weights = nn.functional.conv1d(means, tensor(kernel).reshape(1, 1, 3)).sigmoid().reshape(2, 64, 1, 1);
        Close.Relative(Floats(before.mul(weights)), Floats(after), 1e-6, "efficient channel attention");
    }

    private static float[] Floats(Tensor value) => value.contiguous().data<float>().ToArray();
}
