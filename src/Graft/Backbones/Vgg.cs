using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones;

/// <summary>
/// VGG (Simonyan and Zisserman, 2014) as in Keras: blocks of 3x3 convolutions, each closed by a pooling; with its top two dense layers
/// of 4096 and the classifier.
/// </summary>
internal static class Vgg
{
    private static readonly int[] Filters = [64, 128, 256, 512, 512];

    /// <summary>Builds the graph without its weights.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="convolutions">Number of convolutions in each of the five blocks.</param>
    /// <param name="inputShape">Height and width at least 32; with the top 224 x 224.</param>
    /// <param name="includeTop">Whether the classifier is part of it.</param>
    /// <param name="preprocessing">How pictures become inputs.</param>
    public static Model Build(string name, IReadOnlyList<int> convolutions, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = input.Output;
        for (var block = 1; block <= Filters.Length; block++)
        {
            for (var i = 1; i <= convolutions[block - 1]; i++)
                x = new Conv2D(Filters[block - 1], 3, padding: "same", activation: "relu", name: $"block{block}_conv{i}").Apply(x);
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
