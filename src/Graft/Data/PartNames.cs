namespace Graft.Data;

/// <summary>What the parts of a dataset are called in folders and tables.</summary>
internal static class PartNames
{
    /// <summary>
    /// The part of that name (<c>train</c>, <c>test</c>, <c>validation</c>, <c>val</c>, <c>valid</c>, in any case), or null.
    /// </summary>
    public static DatasetPart? Parse(string name) => name.ToLowerInvariant() switch
    {
        "train" => DatasetPart.Train,
        "validation" or "val" or "valid" => DatasetPart.Validation,
        "test" => DatasetPart.Test,
        _ => null,
    };
}
