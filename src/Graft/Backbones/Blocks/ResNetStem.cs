namespace Graft.Backbones.Blocks;

/// <summary>The convolutions with which a ResNet begins.</summary>
internal enum ResNetStem
{
    /// <summary>One of 7 x 7.</summary>
    Plain,

    /// <summary>Three of 3 x 3; the first two are half as wide as the third (variants C, D and S of He et al., 2018).</summary>
    Deep,

    /// <summary>Three of 3 x 3, each wider than the one before it (variant T).</summary>
    Tiered,
}
