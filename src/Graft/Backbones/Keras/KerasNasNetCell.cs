using Graft.Layers;

namespace Graft.Backbones.Keras;

/// <summary>The two cells of NASNet-A (Zoph et al., 2017, figure 4).</summary>
/// <param name="filters">Channels of each of the maps that a cell joins.</param>
/// <param name="id">What the names of its layers end with.</param>
internal sealed class KerasNasNetCell(int filters, string id)
{
    /// <summary>The cell that keeps the map's size.</summary>
    /// <param name="input">What the cell before gave.</param>
    /// <param name="before">What the cell before that gave.</param>
    public Symbol Keep(Symbol input, Symbol before)
    {
        var p = Adjust(before, input);
        var h = Squeeze(input, "normal");
        var first = Add(Separate(h, 5, 1, "normal_left1"), Separate(p, 3, 1, "normal_right1"), "normal_add_1");
        var second = Add(Separate(p, 5, 1, "normal_left2"), Separate(p, 3, 1, "normal_right2"), "normal_add_2");
        var third = Add(Average(h, "normal_left3"), p, "normal_add_3");
        var fourth = Add(Average(p, "normal_left4"), Average(p, "normal_right4"), "normal_add_4");
        var fifth = Add(Separate(h, 3, 1, "normal_left5"), h, "normal_add_5");
        return new Concatenate(name: $"normal_concat_{id}").Apply(p, first, second, third, fourth, fifth);
    }

    /// <summary>The cell that halves the map.</summary>
    /// <param name="input">What the cell before gave.</param>
    /// <param name="before">What the cell before that gave; null where there is none.</param>
    public Symbol Reduce(Symbol input, Symbol? before)
    {
        var p = before is null ? input : Adjust(before, input);
        var h = Squeeze(input, "reduction");
        var padded = new ZeroPadding2D(KerasPadding.Before(h.Shape, 3), $"reduction_pad_1_{id}").Apply(h);
        var first = Add(Separate(h, 5, 2, "reduction_left1"), Separate(p, 7, 2, "reduction_right1"), "reduction_add_1");
        var second = new MaxPooling2D(3, strides: 2, name: $"reduction_left2_{id}").Apply(padded);
        second = Add(second, Separate(p, 7, 2, "reduction_right2"), "reduction_add_2");
        var third = new AveragePooling2D(3, strides: 2, name: $"reduction_left3_{id}").Apply(padded);
        third = Add(third, Separate(p, 5, 2, "reduction_right3"), "reduction_add3");
        var fourth = new Add().Apply(second, Average(first, "reduction_left4"));
        var fifth = Separate(first, 3, 1, "reduction_left4");
        fifth = Add(fifth, new MaxPooling2D(3, strides: 2, name: $"reduction_right5_{id}").Apply(padded), "reduction_add4");
        return new Concatenate(name: $"reduction_concat_{id}").Apply(second, third, fourth, fifth);
    }

    public static Symbol Normalize(Symbol x, string name) => new BatchNormalization(momentum: 0.9997, name: name).Apply(x);

    /// <summary>Brings what came before to the input's size and to the cell's channels.</summary>
    private Symbol Adjust(Symbol before, Symbol input)
    {
        if (before.Shape[1] != input.Shape[1])
            return Halve(before);
        if (before.Shape.Channels == filters)
            return before;
        var x = new Activation("relu").Apply(before);
        x = new Conv2D(filters, 1, padding: "same", useBias: false, name: $"adjust_conv_projection_{id}").Apply(x);
        return Normalize(x, $"adjust_bn_{id}");
    }

    // Every second point, and every second point of the map moved by one, so that half of the points count.
    private Symbol Halve(Symbol before)
    {
        var x = new Activation("relu", $"adjust_relu_1_{id}").Apply(before);
        var even = new AveragePooling2D(1, strides: 2, name: $"adjust_avg_pool_1_{id}").Apply(x);
        even = new Conv2D(filters / 2, 1, padding: "same", useBias: false, name: $"adjust_conv_1_{id}").Apply(even);
        var odd = new ZeroPadding2D(((0, 1), (0, 1))).Apply(x);
        odd = new Cropping2D(((1, 0), (1, 0))).Apply(odd);
        odd = new AveragePooling2D(1, strides: 2, name: $"adjust_avg_pool_2_{id}").Apply(odd);
        odd = new Conv2D(filters / 2, 1, padding: "same", useBias: false, name: $"adjust_conv_2_{id}").Apply(odd);
        return Normalize(new Concatenate().Apply(even, odd), $"adjust_bn_{id}");
    }

    private Symbol Squeeze(Symbol x, string kind)
    {
        x = new Activation("relu").Apply(x);
        x = new Conv2D(filters, 1, padding: "same", useBias: false, name: $"{kind}_conv_1_{id}").Apply(x);
        return Normalize(x, $"{kind}_bn_1_{id}");
    }

    private Symbol Separate(Symbol x, int kernel, int stride, string place)
    {
        x = new Activation("relu").Apply(x);
        if (stride == 2)
            x = new ZeroPadding2D(KerasPadding.Before(x.Shape, kernel), $"separable_conv_1_pad_{place}_{id}").Apply(x);
        var padding = stride == 2 ? "valid" : "same";
        x = Separable(kernel, stride, padding, $"separable_conv_1_{place}_{id}").Apply(x);
        x = Normalize(x, $"separable_conv_1_bn_{place}_{id}");
        x = new Activation("relu").Apply(x);
        x = Separable(kernel, 1, "same", $"separable_conv_2_{place}_{id}").Apply(x);
        return Normalize(x, $"separable_conv_2_bn_{place}_{id}");
    }

    private SeparableConv2D Separable(int kernel, int stride, string padding, string name) =>
        new(filters, kernel, stride, padding, useBias: false, name: name);

    private Symbol Average(Symbol x, string place) => new AveragePooling2D(3, 1, "same", $"{place}_{id}").Apply(x);

    private Symbol Add(Symbol left, Symbol right, string place) => new Add($"{place}_{id}").Apply(left, right);
}
