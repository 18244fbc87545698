namespace Graft.Data;

/// <summary>How a <see cref="PictureDataset"/> is opened.</summary>
public sealed record PictureDatasetOptions
{
    /// <summary>How the pictures are split.</summary>
    public DatasetOptions Split { get; init; } = new();

    /// <summary>How they are loaded.</summary>
    public PictureLoaderOptions Loading { get; init; } = new();

    /// <summary>
    /// How many bytes of resized pictures are kept in memory, all parts together. Pictures beyond it are decoded again each time.
    /// </summary>
    /// <value>At least 0; the default is 1 GiB, which is 7,133 pictures of 224 x 224.</value>
    public long MemoryBudget { get; init; } = 1L << 30;
}
