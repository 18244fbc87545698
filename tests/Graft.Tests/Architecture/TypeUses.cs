using System.Reflection;
using ArchUnitNET.Loader;

namespace Graft.Tests.Architecture;

/// <summary>Which types of an assembly use which others of it: in signatures, bodies, attributes and base types.</summary>
internal static class TypeUses
{
    /// <summary>Pairs of full names; what a nested or generated type uses counts for the type around it.</summary>
    public static IReadOnlyCollection<(string From, string To)> In(Assembly assembly) =>
    [
        .. new ArchLoader().LoadAssembly(assembly).Build().Types
            .SelectMany(type => type.Dependencies)
            .Select(use => (From: Outermost(use.Origin.FullName), To: Outermost(use.Target.FullName)))
            .Where(use => use.From != use.To)
            .Distinct(),
    ];

    private static string Outermost(string name) => name.Split('+', '/')[0];
}
