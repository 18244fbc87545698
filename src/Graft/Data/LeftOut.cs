namespace Graft.Data;

/// <summary>Why a file of a dataset's folder or archive is no part of the dataset.</summary>
public enum LeftOutReason
{
    /// <summary>
    /// Its name or a folder's above it begins with a dot, or an operating system put it there (<c>Thumbs.db</c>,
    /// <c>__MACOSX</c>).
    /// </summary>
    Hidden,

    /// <summary>Neither its name nor its content is that of a picture.</summary>
    NotAPicture,

    /// <summary>A picture that lies in no class folder.</summary>
    OutsideClassFolders,

    /// <summary>A picture in a folder beside <c>train</c>, <c>validation</c> and <c>test</c>.</summary>
    OutsideParts,
}

/// <summary>A file that was seen and is no part of the dataset.</summary>
/// <param name="Name">Its path within the folder or archive. A hidden folder counts once, whatever it holds.</param>
/// <param name="Reason">Why it is left out.</param>
public sealed record LeftOut(string Name, LeftOutReason Reason);
