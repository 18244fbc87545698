using System.Runtime.CompilerServices;

namespace Graft.Testing;

/// <summary>Tests do not find what earlier ones left in the machine's feature store; those about it make one of their own.</summary>
internal static class KeepNoFeatures
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("GRAFT_FEATURES_LIMIT", "0");
}
