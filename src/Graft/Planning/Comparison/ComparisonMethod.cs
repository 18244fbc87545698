namespace Graft.Planning.Comparison;

/// <summary>A way to make a classifier, all with the same network.</summary>
public enum ComparisonMethod
{
    /// <summary>Published weights, frozen; a head on top.</summary>
    Head,

    /// <summary>Published weights, all of them trained further after the head.</summary>
    FineTuned,

    /// <summary>Random weights, all trained.</summary>
    Scratch,

    /// <summary>Random weights, frozen; a head on top: what pre-training itself is worth is what the others have before it.</summary>
    Untrained,
}
