namespace Graft.Tests;

/// <summary>Something that must be refused, with words that say why.</summary>
internal static class Refusal
{
    /// <summary>The exact type of exception, and a part of its message.</summary>
    public static void Of<T>(string message, Func<object?> action) where T : Exception =>
        Assert.Contains(message, Assert.Throws<T>(action).Message, StringComparison.Ordinal);

    /// <inheritdoc cref="Of{T}(string, Func{object})"/>
    public static void Of<T>(string message, Action action) where T : Exception =>
        Assert.Contains(message, Assert.Throws<T>(action).Message, StringComparison.Ordinal);
}
