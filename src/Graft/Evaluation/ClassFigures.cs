namespace Graft.Evaluation;

/// <summary>How well one class is recognised. A share of nothing is 0, as in scikit-learn with <c>zero_division=0</c>.</summary>
/// <param name="Label">The name of the class.</param>
/// <param name="Precision">Of the pictures that were given this label, the share that has it, from 0 to 1.</param>
/// <param name="Recall">Of the pictures that have this label, the share that was given it, from 0 to 1.</param>
/// <param name="F1">The harmonic mean of precision and recall, from 0 to 1.</param>
/// <param name="Support">The number of pictures that have this label.</param>
public sealed record ClassFigures(string Label, double Precision, double Recall, double F1, int Support);
