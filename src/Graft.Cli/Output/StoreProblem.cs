using Graft.Trunk.Features;

namespace Graft.Cli.Output;

/// <summary>Says, once, that features are not kept for the next run.</summary>
internal static class StoreProblem
{
    public static void Tell(Terminal terminal, FeatureStore store)
    {
        if (store.Problem is { } problem)
            terminal.Warning(problem);
    }
}
