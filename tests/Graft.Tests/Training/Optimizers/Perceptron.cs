using Graft.Layers;
using Graft.Training.Losses;
using Graft.Training.Optimizers;

namespace Graft.Tests.Training.Optimizers;

/// <summary>The reference problem "mlp" as a model: two dense layers with the reference's starting weights.</summary>
internal sealed class Perceptron
{
    private readonly ReferenceProblem problem = ReferenceProblem.Read("mlp");
    private readonly Model model;

    /// <summary>Builds the network.</summary>
    /// <param name="activation">What it ends in.</param>
    public Perceptron(string activation)
    {
        var input = new Input(20);
        var hidden = new Dense(16, activation: "relu", name: "dense1").Apply(input.Output);
        model = new Model(input.Output, new Dense(5, activation: activation, name: "dense2").Apply(hidden));
        foreach (var array in ArrayNames)
            Weight(array).Set(problem.Arrays[array].Values);
    }

    public static IReadOnlyList<string> ArrayNames { get; } = ["w1", "b1", "w2", "b2"];

    /// <summary>Runs all steps.</summary>
    /// <param name="optimizer">Changes the weights.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="form">What the targets are.</param>
    /// <param name="weighting">What samples count: "class", "sample", or all the same.</param>
    /// <param name="lossWeight">What the loss is multiplied by.</param>
    /// <returns>The loss of each step before its update.</returns>
    public float[] Train(Optimizer optimizer, Loss loss, string form, string weighting, double lossWeight = 1)
    {
        var watch = new StepWatch();
        model.Compile(optimizer, [loss], [lossWeight]);
        model.Fit(
            new NDArray(problem.Input, problem.Shape),
            Targets(form),
            ReferenceProblem.BatchSize,
            epochs: ReferenceProblem.Steps * ReferenceProblem.BatchSize / problem.Rows,
            callbacks: [watch],
            classWeights: weighting == "class" ? ClassWeights() : null,
            sampleWeights: weighting == "sample" ? SampleWeights() : null,
            shuffle: false);
        return [.. watch.Losses];
    }

    /// <summary>An array as it is now.</summary>
    public float[] Values(string array) => Weight(array).ToArray();

    private Weight Weight(string array)
    {
        var name = array[0] == 'w' ? "kernel" : "bias";
        return model.GetLayer("dense" + array[1]).Weights.Single(weight => weight.Name == name);
    }

    private NDArray Targets(string form)
    {
        int[] shape = [problem.Rows, ReferenceProblem.Classes];
        float[] oneHot = [.. problem.Labels.SelectMany(label => Enumerable.Range(0, shape[1]).Select(c => c == label ? 1f : 0f))];
        return form switch
        {
            "numbers" => problem.Labels,
            "one-hot" => new NDArray(oneHot, shape),
            "softened" => new NDArray([.. oneHot.Select(value => 0.9f * value + 0.02f)], shape),
            "multilabel" => new NDArray([.. Formula.Unit("training/mlp/multilabel", 160).Select(v => v > 0.2f ? 1f : 0f)], shape),
            "regression" => new NDArray(problem.Described("regression"), shape),
            _ => throw new InvalidOperationException($"unknown form of targets '{form}'"),
        };
    }

    private Dictionary<int, double> ClassWeights() =>
        problem.ClassWeights.Index().ToDictionary(weight => weight.Index, weight => (double)weight.Item);

    private NDArray SampleWeights() =>
        Formula.Unit("training/mlp/sample_weight", problem.Rows).Select(value => 1 + 0.75f * value).ToArray();
}
