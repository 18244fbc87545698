using Graft.Layers;
using Graft.Operations;

namespace Graft.Backbones.Blocks;

/// <summary>
/// The layers of a ResNet (He et al., 2015) in PyTorch, without its classifier: a stride stands on the 3 x 3 convolution of a
/// bottleneck. torchvision and timm call all but the activations alike.
/// </summary>
/// <param name="design">In what it differs from others.</param>
/// <param name="activation">
/// What an activation is called: by the module that it is in, with a point behind it, and its number there from 1 on.
/// </param>
internal sealed class ResNetLayers(ResNetDesign design, Func<string, int, string> activation)
{
    private static readonly TorchLayers Layers = new();

    /// <summary>The layers that end the stem and the stages; the last gives the last map.</summary>
    public IReadOnlyList<string> Blocks =>
    [
        design.ConvolvesForPooling ? "maxpool.2" : "maxpool",
        .. design.Depths.Select((depth, stage) => activation($"layer{stage + 1}.{depth - 1}.", Convolutions(stage))),
    ];

    /// <summary>The last map of an input.</summary>
    public Symbol Apply(Symbol x)
    {
        x = Pool(Stem(x));
        for (var stage = 0; stage < design.Depths.Count; stage++)
            for (var block = 0; block < design.Depths[stage]; block++)
                x = Block(x, $"layer{stage + 1}.{block}", stage, stride: stage > 0 && block == 0 ? 2 : 1);
        return x;
    }

    private int Convolutions(int stage) => design.Bottlenecks[stage] ? 3 : 2;

    private Symbol Stem(Symbol x)
    {
        var width = design.StemWidth;
        if (design.Stem == ResNetStem.Plain)
            x = TorchLayers.Convolve(x, "conv1", 64, 7, 2);
        else
        {
            x = Step(x, "conv1", 0, design.Stem == ResNetStem.Tiered ? width / 4 * 3 : width, 2);
            x = Step(x, "conv1", 3, width, 1);
            x = TorchLayers.Convolve(x, "conv1.6", 2 * width, 3);
        }
        return TorchLayers.Activate(Layers.Normalize(x, "bn1"), activation("", 1));
    }

    private Symbol Pool(Symbol x) => design switch
    {
        { ConvolvesForPooling: true } => Step(x, "maxpool", 0, x.Shape.Channels, 2),
        { AntiAliased: true } => new AveragePooling2D(name: "maxpool").Apply(x),
        _ => new MaxPooling2D(3, 2, 1, "maxpool").Apply(x),
    };

    private static Symbol Step(Symbol x, string at, int number, int filters, int stride)
    {
        x = TorchLayers.Convolve(x, $"{at}.{number}", filters, 3, stride);
        return TorchLayers.Activate(Layers.Normalize(x, $"{at}.{number + 1}"), $"{at}.{number + 2}");
    }

    private Symbol Block(Symbol input, string at, int stage, int stride)
    {
        var (x, width, outputs) = (input, design.Widths[stage], design.Outputs(stage));
        var smooth = design.AntiAliased && stride > 1;
        if (design.Bottlenecks[stage])
        {
            var inner = width * design.GroupWidth / 64 * design.Groups;
            x = Activate(1, TorchLayers.Convolve(x, $"{at}.conv1", inner / design.FirstReduction, 1));
            x = Activate(2, TorchLayers.Convolve(x, $"{at}.conv2", inner, 3, smooth ? 1 : stride, design.Groups));
            x = Shrink(x);
            x = TorchLayers.Convolve(x, $"{at}.conv3", outputs, 1);
        }
        else
        {
            x = Activate(1, TorchLayers.Convolve(x, $"{at}.conv1", width, 3, smooth ? 1 : stride));
            x = Shrink(x);
            x = TorchLayers.Convolve(x, $"{at}.conv2", outputs, 3);
        }
        x = Attend(Layers.Normalize(x, $"{at}.bn{Convolutions(stage)}"), $"{at}.se");
        x = new Add($"{at}.add").Apply([x, Shortcut(input, $"{at}.downsample", outputs, stride)]);
        return TorchLayers.Activate(x, activation($"{at}.", Convolutions(stage)));

        Symbol Activate(int number, Symbol convolved) =>
            TorchLayers.Activate(Layers.Normalize(convolved, $"{at}.bn{number}"), activation($"{at}.", number));

        Symbol Shrink(Symbol map) => smooth ? new AveragePooling2D(name: $"{at}.aa").Apply(map) : map;
    }

    private Symbol Shortcut(Symbol x, string at, int outputs, int stride)
    {
        if (stride == 1 && x.Shape.Channels == outputs)
            return x;
        if (!design.AveragesShortcuts)
        {
            x = TorchLayers.Convolve(x, $"{at}.0", outputs, stride == 1 ? 1 : design.ShortcutKernel, stride);
            return Layers.Normalize(x, $"{at}.1");
        }
        // A last row or column that stands alone is a mean of its own (PyTorch's ceil_mode).
        if (stride > 1)
            x = new AveragePooling2D(2, 2, new Margins(0, x.Shape[0] % 2, 0, x.Shape[1] % 2), $"{at}.0").Apply(x);
        return Layers.Normalize(TorchLayers.Convolve(x, $"{at}.1", outputs, 1), $"{at}.2");
    }

    private Symbol Attend(Symbol x, string at) => design.Attention switch
    {
        ChannelAttention.SqueezeAndExcitation => TorchLayers.SqueezeAndExcite(
            x, RoundedChannels.Nearest(x.Shape.Channels / (double)design.Squeeze), "relu", "sigmoid",
            new($"{at}.pool", $"{at}.fc1", $"{at}.act", $"{at}.fc2", $"{at}.gate", $"{at}.mul")),
        ChannelAttention.Efficient => AttendAlong(x, at),
        _ => x,
    };

    // The means of the channels lie in a row, over which one filter runs: longer where there are more channels.
    private static Symbol AttendAlong(Symbol x, string at)
    {
        var channels = x.Shape.Channels;
        var half = (int)(Math.Log2(channels) + 1) / 2;
        var length = Math.Max(half % 2 == 1 ? half : half + 1, 3);
        var weights = new GlobalAveragePooling2D(keepDimensions: true, name: $"{at}.pool").Apply(x);
        weights = new Reshape([1, channels, 1], $"{at}.row").Apply(weights);
        weights = new Conv2D(1, (1, length), padding: new Margins(0, 0, length / 2, length / 2), useBias: false, name: $"{at}.conv")
            .Apply(weights);
        weights = TorchLayers.Activate(weights, $"{at}.gate", "sigmoid");
        weights = new Reshape([1, 1, channels], $"{at}.column").Apply(weights);
        return new Multiply($"{at}.mul").Apply([x, weights]);
    }
}
