namespace Graft.Weights;

/// <summary>Where a weights file was found.</summary>
public enum WeightsOrigin
{
    /// <summary>It was named by hand.</summary>
    Given,

    /// <summary>In one of the folders of <see cref="WeightsSearch.Folders"/>.</summary>
    Folder,

    /// <summary>It was downloaded before.</summary>
    Cache,

    /// <summary>It comes with Graft.</summary>
    Embedded,

    /// <summary>It was downloaded just now.</summary>
    Download,
}
