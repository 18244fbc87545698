using Graft.Layers;

namespace Graft.Bench.Contenders;

/// <summary>The classic program's data and numbers, which its contenders share.</summary>
internal static class ClassicProgram
{
    public const int Pictures = 64;
    public const int Batch = 16;
    public const int Epochs = 10;
    public const int Classes = 10;
    public const int Hidden = 256;
    public const double LearningRate = 1e-4;

    /// <summary>The frozen network with a new head.</summary>
    public static Model Build()
    {
        var backbone = BenchNetwork.Vgg16.Build();
        foreach (var layer in backbone.Layers)
            layer.Trainable = false;
        var x = new Flatten().Apply(backbone.Output);
        x = new Dense(Hidden, activation: "relu").Apply(x);
        return new Model(backbone.Input, new Dense(Classes, activation: "softmax").Apply(x));
    }

    /// <summary>Pictures <c>[count, 150, 150, 3]</c>.</summary>
    public static NDArray Samples(Model model) =>
        new(BenchNumbers.Pictures(Pictures, model.Input.Shape.Size), [Pictures, .. model.Input.Shape.Dimensions]);

    /// <summary>The class of each picture.</summary>
    public static int[] Labels() => [.. Enumerable.Range(0, Pictures).Select(i => i * 7 % Classes)];
}
