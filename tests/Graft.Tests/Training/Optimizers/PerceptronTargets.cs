using TorchSharp;

namespace Graft.Tests.Training.Optimizers;

/// <summary>What a reference run of "mlp" learns: the form of its targets, of its output, and the weights of its rows.</summary>
internal sealed record PerceptronTargets(string Form = "numbers", string Output = "linear", string Weighting = "none")
{
    public torch.Tensor Activate(torch.Tensor logits) => Output switch
    {
        "softmax" => logits.softmax(-1),
        "sigmoid" => logits.sigmoid(),
        _ => logits,
    };

    public torch.Tensor Of(ReferenceProblem problem, int[] rows)
    {
        var index = torch.tensor(rows, torch.int64);
        var numbers = torch.tensor(problem.Labels, torch.int64)[index];
        return Form switch
        {
            "numbers" => numbers,
            "one-hot" => torch.nn.functional.one_hot(numbers, ReferenceProblem.Classes).to_type(torch.float32),
            "softened" => torch.nn.functional.one_hot(numbers, ReferenceProblem.Classes).to_type(torch.float32) * 0.9 + 0.02,
            "multilabel" => (Table(problem, Formula.Unit("training/mlp/multilabel", 160)) > 0.2f).to_type(torch.float32)[index],
            "regression" => Table(problem, problem.Described("regression"))[index],
            _ => throw new InvalidOperationException($"unknown form of targets '{Form}'"),
        };
    }

    public torch.Tensor RowWeights(ReferenceProblem problem, int[] rows) => torch.tensor(Weighting switch
    {
        "class" => [.. rows.Select(row => problem.ClassWeights[problem.Labels[row]])],
        "sample" => [.. rows.Select(row => 1 + 0.75f * Formula.Unit("training/mlp/sample_weight", problem.Rows)[row])],
        _ => rows.Select(_ => 1f).ToArray(),
    });

    private static torch.Tensor Table(ReferenceProblem problem, float[] values) =>
        torch.tensor(values, problem.Rows, ReferenceProblem.Classes);
}
