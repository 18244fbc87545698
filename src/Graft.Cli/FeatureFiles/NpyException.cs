namespace Graft.Cli.FeatureFiles;

/// <summary>A <c>.npy</c> file cannot be used; the message names the file and says why.</summary>
internal sealed class NpyException(string path, string reason) : Exception($"'{path}' cannot be used: {reason}");
