using Graft.Weights;

namespace Graft.Tests.Weights;

public sealed class WeightNameTests
{
    [Theory]
    [InlineData("block1_conv1", "block1_conv1_W_1:0", "block1_conv1", "kernel")]
    [InlineData("fc1", "fc1_b_1:0", "fc1", "bias")]
    [InlineData("block1_conv1", "block1_conv1/kernel:0", "block1_conv1", "kernel")]
    [InlineData("fire2/squeeze1x1", "fire2/squeeze1x1_b", "fire2/squeeze1x1", "bias")]
    [InlineData("conv1/bn", "conv1/bn/gamma:0", "conv1/bn", "gamma")]
    [InlineData("dense_1", "dense_1_1/kernel:0", "dense_1", "kernel")]
    [InlineData("backbone", "stem_bn/moving_mean:0", "stem_bn", "moving_mean")]
    [InlineData("backbone", "backbone/stem/kernel:0", "stem", "kernel")]
    [InlineData("a", "tiny/a/kernel", "a", "kernel")]
    [InlineData("conv_dw_1", "conv_dw_1/depthwise_kernel:0", "conv_dw_1", "depthwise_kernel")]
    public void A_name_in_a_legacy_group_says_layer_and_weight(string group, string name, string layer, string weight) =>
        Assert.Equal(new WeightName(layer, weight), WeightName.FromKerasGroup(group, name));

    [Theory]
    [InlineData("conv_pw_1_bn/gamma", "conv_pw_1_bn", "gamma")]
    [InlineData("fire2/expand1x1/bias", "fire2/expand1x1", "bias")]
    [InlineData("layer1.0.conv1.weight", "layer1.0.conv1", "weight")]
    [InlineData("dense/kernel:0", "dense", "kernel")]
    [InlineData("scale", "", "scale")]
    public void A_whole_name_says_layer_and_weight(string path, string layer, string weight) =>
        Assert.Equal(new WeightName(layer, weight), WeightName.FromPath(path));
}
