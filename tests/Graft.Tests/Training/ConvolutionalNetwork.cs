using Graft.Layers;

namespace Graft.Tests.Training;

/// <summary>The reference problem "cnn" as a model, with the reference's starting weights.</summary>
internal static class ConvolutionalNetwork
{
    /// <summary>The arrays of the reference data, each with its layer and its weight there.</summary>
    public static IReadOnlyList<(string Array, string Layer, string Weight)> Arrays { get; } =
    [
        ("conv1_w", "conv1", "kernel"), ("conv1_b", "conv1", "bias"), ("gamma", "bn", "gamma"), ("beta", "bn", "beta"),
        ("mean", "bn", "moving_mean"), ("var", "bn", "moving_variance"),
        ("conv2_w", "conv2", "kernel"), ("conv2_b", "conv2", "bias"),
        ("dense_w", "dense", "kernel"), ("dense_b", "dense", "bias"),
    ];

    public static Model Create(ReferenceProblem problem, double epsilon = 1e-3)
    {
        var input = new Input((12, 12, 3));
        var x = new Conv2D(8, 3, padding: "same", name: "conv1").Apply(input.Output);
        x = new BatchNormalization(epsilon: epsilon, name: "bn").Apply(x);
        x = new ReLU().Apply(x);
        x = new MaxPooling2D(2).Apply(x);
        x = new Conv2D(16, 3, padding: "same", name: "conv2").Apply(x);
        x = new GlobalAveragePooling2D().Apply(x);
        var model = new Model(input.Output, new Dense(5, activation: "softmax", name: "dense").Apply(x));
        foreach (var (array, layer, weight) in Arrays)
            Weight(model, layer, weight).Set(problem.Arrays[array].Values);
        return model;
    }

    public static Weight Weight(Model model, string layer, string weight) =>
        model.GetLayer(layer).Weights.Single(own => own.Name == weight);
}
