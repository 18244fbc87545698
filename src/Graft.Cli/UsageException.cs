namespace Graft.Cli;

/// <summary>The command was given in a way that cannot work, as only the verb itself can see; the exit code is 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
