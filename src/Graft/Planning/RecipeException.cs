namespace Graft.Planning;

/// <summary>A recipe cannot be followed; the message names every reason.</summary>
public sealed class RecipeException : Exception
{
    internal RecipeException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
