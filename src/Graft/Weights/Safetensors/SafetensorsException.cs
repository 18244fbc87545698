namespace Graft.Weights.Safetensors;

/// <summary>A file breaks a rule of the safetensors format.</summary>
public sealed class SafetensorsException : WeightsException
{
    /// <summary>An exception with a general message.</summary>
    public SafetensorsException()
    {
    }

    /// <summary>An exception with a message that can be shown to a user as it is.</summary>
    public SafetensorsException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message that can be shown to a user as it is, and what caused it.</summary>
    public SafetensorsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal SafetensorsException(SafetensorsRule rule, string path, string what, Exception? innerException = null)
        : base($"'{path}' is no sound safetensors file: {what}", innerException) => Rule = rule;

    /// <summary>The rule that is broken.</summary>
    public SafetensorsRule Rule { get; }
}
