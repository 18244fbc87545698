using System.Reflection;

namespace Graft.Export;

/// <summary>What written files say of the program that wrote them.</summary>
internal static class Product
{
    public const string Name = "Graft";

    /// <summary>The version without the commit that it was built from.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
