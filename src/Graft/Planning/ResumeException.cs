namespace Graft.Planning;

/// <summary>A training cannot go on from what was kept of it: it was begun with something else; the message says with what.</summary>
public sealed class ResumeException : Exception
{
    internal ResumeException(string message) : base(message)
    {
    }
}
