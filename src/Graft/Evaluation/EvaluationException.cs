namespace Graft.Evaluation;

/// <summary>A model cannot be judged by the data given; the message says why and is fit to be shown as it is.</summary>
public sealed class EvaluationException(string message) : Exception(message);
