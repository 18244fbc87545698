namespace Graft.Trunk.Programs;

/// <summary>A network cannot be compiled here; it still runs layer by layer.</summary>
/// <param name="message">Why, as the end of a sentence.</param>
/// <param name="inner">What went wrong.</param>
internal sealed class TrunkProgramException(string message, Exception? inner = null) : Exception(message, inner);
