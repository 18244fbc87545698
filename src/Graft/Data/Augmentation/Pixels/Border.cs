namespace Graft.Data.Augmentation.Pixels;

/// <summary>What a border that is added to a picture holds.</summary>
internal enum Border
{
    /// <summary>One colour.</summary>
    Constant,

    /// <summary>The nearest pixel of the picture.</summary>
    Edge,

    /// <summary>The picture mirrored at its outermost pixels, which are not repeated.</summary>
    Reflect,

    /// <summary>The picture mirrored at its edge, its outermost pixels repeated.</summary>
    Symmetric,
}
