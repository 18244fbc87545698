using Graft.Layers;

namespace Graft.Bench.Contenders;

/// <summary>A whole network trained on made pictures, which its contenders share.</summary>
internal static class TrainingProgram
{
    public const int Batch = 16;
    public const int Steps = 4;
    public const int Classes = 10;
    public const double LearningRate = 0.01;
    public const double Momentum = 0.9;

    /// <summary>How many times all pictures are gone over for the losses that are compared.</summary>
    public const int EpochsToCheck = 3;

    /// <summary>MobileNet v1 1.0 with a dense layer of ten classes on its pooled map, all of it trainable.</summary>
    public static Model Build()
    {
        var backbone = BenchNetwork.MobileNet.Build();
        return new Model(backbone.Input, new Dense(Classes, activation: "softmax").Apply(backbone.Output));
    }

    /// <summary>Pictures <c>[count, 224, 224, 3]</c>.</summary>
    public static NDArray Samples(Model model) =>
        new(BenchNumbers.Pictures(Batch * Steps, model.Input.Shape.Size), [Batch * Steps, .. model.Input.Shape.Dimensions]);

    /// <summary>The class of each picture.</summary>
    public static int[] Labels() => [.. Enumerable.Range(0, Batch * Steps).Select(i => i * 7 % Classes)];
}
