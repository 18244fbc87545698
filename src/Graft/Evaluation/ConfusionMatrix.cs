namespace Graft.Evaluation;

/// <summary>Which class was taken for which.</summary>
/// <param name="Labels">The names of the classes, in the model's order.</param>
/// <param name="Counts">Numbers of pictures: a row for each true class, a column for each predicted one.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<int>> Counts);
