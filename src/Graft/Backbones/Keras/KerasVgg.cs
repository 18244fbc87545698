using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Backbones.Keras;

/// <summary>
/// VGG (Simonyan and Zisserman, 2014) as in Keras: blocks of 3x3 convolutions, each closed by a pooling; with its top two dense
/// layers of 4096 and the classifier.
/// </summary>
internal static class KerasVgg
{
    private static readonly int[] Filters = [64, 128, 256, 512, 512];

    public static IEnumerable<Backbone> All() =>
    [
        Entry("vgg16", [2, 2, 3, 3, 3], "64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc"),
        Entry("vgg19", [2, 2, 4, 4, 4], "cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6"),
    ];

    private static Backbone Entry(string name, int[] convolutions, string md5, string md5WithoutTop)
    {
        var stem = $"{name}/{name}_weights_tf_dim_ordering_tf_kernels";
        return new Backbone(
            (shape, includeTop, preprocessing) => Build(name, convolutions, shape, includeTop, preprocessing), fixedTopSize: true)
        {
            Name = $"{name}.keras",
            Family = "vgg",
            MinimumSize = 32,
            Features = Filters[^1],
            Blocks = [.. Enumerable.Range(1, Filters.Length).Select(block => $"block{block}_pool")],
            Weights = new WeightsEntry
            {
                Name = $"{name}.keras",
                Source = "keras",
                Tag = "imagenet",
                WithTop = KerasFiles.At($"{stem}.h5", md5),
                WithoutTop = KerasFiles.At($"{stem}_notop.h5", md5WithoutTop),
                Licence = "CC-BY-4.0",
                Top1 = 0.713,
                Preprocessing = Preprocessing.Keras("caffe", 224, 224),
                Labels = "imagenet",
            },
        };
    }

    private static Model Build(string name, int[] convolutions, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = input.Output;
        for (var block = 1; block <= Filters.Length; block++)
        {
            for (var i = 1; i <= convolutions[block - 1]; i++)
            {
                var layer = $"block{block}_conv{i}";
                x = new Conv2D(Filters[block - 1], 3, padding: "same", activation: "relu", name: layer).Apply(x);
            }
            x = new MaxPooling2D(2, strides: 2, name: $"block{block}_pool").Apply(x);
        }
        if (includeTop)
        {
            x = new Flatten("flatten").Apply(x);
            x = new Dense(4096, activation: "relu", name: "fc1").Apply(x);
            x = new Dense(4096, activation: "relu", name: "fc2").Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, name);
    }
}
