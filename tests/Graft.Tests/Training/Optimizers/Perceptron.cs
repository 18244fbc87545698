using Graft.Training.Losses;
using Graft.Training.Optimizers;
using TorchSharp;

namespace Graft.Tests.Training.Optimizers;

/// <summary>The reference problem "mlp" in plain torch: two dense layers whose output a loss takes as it is.</summary>
internal sealed class Perceptron : IDisposable
{
    private readonly ReferenceProblem problem = ReferenceProblem.Read("mlp");

    public Perceptron() => Weights = [.. problem.Arrays.Select(array => new NamedWeight(
        KerasName(array.Key),
        torch.tensor(array.Value.Values, [.. array.Value.Shape.Select(size => (long)size)], requires_grad: true)))];

    public IReadOnlyList<NamedWeight> Weights { get; }

    public static IReadOnlyList<string> ArrayNames { get; } = ["w1", "b1", "w2", "b2"];

    public float[] Values(string array) =>
        Weights.Single(weight => weight.Name == KerasName(array)).Value.data<float>().ToArray();

    /// <summary>Runs all steps with an optimizer.</summary>
    /// <returns>The loss of each step before its update.</returns>
    public float[] Train(Loss loss, OptimizerState state, PerceptronTargets targets)
    {
        var losses = new float[ReferenceProblem.Steps];
        for (var step = 0; step < losses.Length; step++)
        {
            using var scope = torch.NewDisposeScope();
            var rows = problem.RowsOfStep(step).ToArray();
            var input = torch.tensor(problem.Input, problem.Rows, problem.Shape[1])[torch.tensor(rows, torch.int64)];
            var hidden = (input.matmul(Weights[0].Value) + Weights[1].Value).relu();
            var output = targets.Activate(hidden.matmul(Weights[2].Value) + Weights[3].Value);
            var value = (loss.PerSample(targets.Of(problem, rows), output) * targets.RowWeights(problem, rows)).mean();
            losses[step] = value.item<float>();
            value.backward();
            state.Apply(Weights, [.. Weights.Select(weight => weight.Value.grad)]);
            foreach (var weight in Weights)
                weight.Value.grad!.zero_();
        }
        return losses;
    }

    public void Dispose()
    {
        foreach (var weight in Weights)
        {
            weight.Value.grad?.Dispose();
            weight.Value.Dispose();
        }
    }

    private static string KerasName(string array) => (array[0] == 'w' ? "kernel" : "bias") + array[1];
}
