namespace Graft.Runtime;

/// <summary>One class and how probable it is.</summary>
/// <param name="Label">The name of the class.</param>
/// <param name="Probability">Its probability, from 0 to 1.</param>
public readonly record struct LabelProbability(string Label, float Probability);
