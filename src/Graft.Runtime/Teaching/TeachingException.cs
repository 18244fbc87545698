namespace Graft.Runtime;

/// <summary>A classifier cannot be taught; the message says why, and what can be done about it.</summary>
public sealed class TeachingException : Exception
{
    /// <summary>Says why.</summary>
    public TeachingException(string message) : base(message)
    {
    }

    /// <summary>Says why, and what was reported below.</summary>
    public TeachingException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
