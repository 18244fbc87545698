namespace Graft.Planning.Recommendations;

/// <summary>No backbone can be recommended; the message says why, and what to do.</summary>
public sealed class RecommendationException : Exception
{
    internal RecommendationException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
