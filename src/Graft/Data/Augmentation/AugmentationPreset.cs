namespace Graft.Data.Augmentation;

/// <summary>How strongly pictures are changed while a network trains.</summary>
public enum AugmentationPreset
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Nine tenths of the picture at least, by chance mirrored.</summary>
    Light,

    /// <summary>A third of the picture at least, by chance mirrored, and other light and colours.</summary>
    Standard,

    /// <summary>A fifth of the picture at least, by chance mirrored, one strong operation, by chance a part erased.</summary>
    Strong,
}
