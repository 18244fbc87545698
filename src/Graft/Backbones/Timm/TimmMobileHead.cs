namespace Graft.Backbones.Timm;

/// <summary>Where a mobile network of timm's has its last convolution.</summary>
internal enum TimmMobileHead
{
    /// <summary>Before the pooling (EfficientNet).</summary>
    Efficient,

    /// <summary>Behind it, with a bias (MobileNet v3).</summary>
    Biased,

    /// <summary>Behind it, without a bias.</summary>
    Plain,

    /// <summary>Behind it, with a normalization (MobileNet v4).</summary>
    Normalized,
}
