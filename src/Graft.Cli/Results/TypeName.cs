using Graft.Weights;

namespace Graft.Cli.Results;

/// <summary>Element types by the names that numpy and torch give them.</summary>
internal static class TypeName
{
    public static string Of(ElementType type) => type switch
    {
        ElementType.Boolean => "bool",
        ElementType.Float8E4M3 => "float8_e4m3fn",
        ElementType.Float8E5M2 => "float8_e5m2",
        _ => type.ToString().ToLowerInvariant(),
    };
}
