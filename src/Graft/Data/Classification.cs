using Graft.Runtime.Bundles;

namespace Graft.Data;

/// <summary>A picture, the class it is of, and the part it was put in, where it was put in one.</summary>
internal sealed record ClassifiedPicture(FoundPicture Found, string ClassName, DataPart? Part);

/// <summary>What a folder's layout or a table says of its pictures.</summary>
/// <param name="Pictures">The pictures with their classes, in ordinal order of their names.</param>
/// <param name="PartsGiven">Whether the layout or table itself says which picture is in which part.</param>
/// <param name="EmptyClasses">Class folders that hold no picture, as paths.</param>
/// <param name="LeftOut">All that was seen and is no part of the dataset.</param>
/// <param name="Problems">What makes the whole unusable, a sentence each.</param>
internal sealed record Classification(
    IReadOnlyList<ClassifiedPicture> Pictures,
    bool PartsGiven,
    IReadOnlyList<string> EmptyClasses,
    IReadOnlyList<LeftOut> LeftOut,
    IReadOnlyList<string> Problems);
