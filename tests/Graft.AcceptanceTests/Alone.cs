namespace Graft.AcceptanceTests;

/// <summary>Tests that measure time run while no other test of this program does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
