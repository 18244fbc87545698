using Graft.Runtime.Bundles;

namespace Graft.Data;

/// <summary>What the parts of a dataset are called in folders and tables.</summary>
internal static class PartNames
{
    /// <summary>
    /// The part of that name (<c>train</c>, <c>test</c>, <c>validation</c>, <c>val</c>, <c>valid</c>, in any case), or null.
    /// </summary>
    public static DataPart? Parse(string name) => name.ToLowerInvariant() switch
    {
        "train" => DataPart.Train,
        "validation" or "val" or "valid" => DataPart.Validation,
        "test" => DataPart.Test,
        _ => null,
    };
}
