using Graft.Engine;
using static TorchSharp.torch;

namespace Graft.Tests.Engine;

public sealed class HiddenCachesTests
{
    // On a virtual machine that hides its caches this divided by zero, which ends the process.
    [Fact]
    public void A_convolution_of_many_channels_over_single_pixels_is_computed()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var input = Layout.FromLogical(ones(8, 7, 7, 1024));
        var kernel = Layout.ChannelsLast(ones(1024, 1024, 1, 1).Over(1024));
        var result = nn.functional.conv2d(input, kernel);
        Assert.InRange(result.Minus(1).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void Sizes_are_told_where_they_are_hidden_and_nowhere_else() =>
        Assert.Equal(HiddenCaches.AreHidden, HiddenCaches.Reveal());
}
