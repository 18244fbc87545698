namespace Graft.Pretraining;

/// <summary>A network cannot be pre-trained or distilled as it was asked for; the message says why and what to do.</summary>
/// <param name="message">What happened, with what, and what to do.</param>
/// <param name="inner">What caused it, or null.</param>
public sealed class PretrainingException(string message, Exception? inner = null) : Exception(message, inner);
