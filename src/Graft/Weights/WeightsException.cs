namespace Graft.Weights;

/// <summary>
/// Weights could not be found, fetched, read, written or put into a model. The message says what happened, with what, and
/// what to do.
/// </summary>
public class WeightsException : Exception
{
    /// <summary>An exception with a general message.</summary>
    public WeightsException()
        : base("The weights cannot be used.")
    {
    }

    /// <summary>An exception with a message that can be shown to a user as it is.</summary>
    public WeightsException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message that can be shown to a user as it is, and what caused it.</summary>
    public WeightsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
