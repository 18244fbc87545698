namespace Graft.Runtime.Bundles;

/// <summary>A bundle cannot be read or written; the message says which one, why, and what can be done about it.</summary>
public sealed class BundleException : Exception
{
    /// <summary>Says why the bundle cannot be used.</summary>
    public BundleException(string message) : base(message)
    {
    }

    /// <summary>Says why the bundle cannot be used, and what was reported below.</summary>
    public BundleException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Names the bundle that cannot be read, and why: half a sentence that ends with a full stop.</summary>
    internal static BundleException Unreadable(string path, string reason, Exception? innerException = null) =>
        new($"'{path}' cannot be opened as a bundle: {reason}", innerException);
}
