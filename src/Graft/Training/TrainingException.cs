namespace Graft.Training;

/// <summary>What was asked of training cannot be done; the message says what was given, and what to do.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Says what is wrong and what to do.</summary>
    public TrainingException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong and what to do, and what it was caused by.</summary>
    public TrainingException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
