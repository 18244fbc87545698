namespace Graft.Weights.Hdf5;

/// <summary>How the chunks of an array are found, by the numbers that the format gives these ways.</summary>
internal enum ChunkIndexKind
{
    /// <summary>By a tree of the older kind.</summary>
    Tree = 0,

    /// <summary>There is only one.</summary>
    Single = 1,

    /// <summary>They lie one behind the other.</summary>
    Implicit = 2,

    /// <summary>By a list of fixed length.</summary>
    FixedArray = 3,
}
