using Graft.Runtime.Bundles;

namespace Graft.Data;

/// <summary>One picture of a dataset, by its content.</summary>
/// <param name="Name">What the picture is called.</param>
/// <param name="Part">The part that it is in.</param>
/// <param name="Label">The index of its class.</param>
/// <param name="Hash">The hash of its bytes.</param>
public sealed record HashedPicture(string Name, DataPart Part, int Label, PictureHash Hash);

/// <summary>Pictures of a dataset that are the same, byte for byte.</summary>
/// <param name="Pictures">Two or more pictures, in ordinal order of their names.</param>
public sealed record SamePictures(IReadOnlyList<HashedPicture> Pictures)
{
    /// <summary>Whether they lie in more than one part, so that a figure of one part is flattered by another.</summary>
    public bool CrossParts { get; } = Pictures.Select(picture => picture.Part).Distinct().Skip(1).Any();

    /// <summary>Whether they are said to be of different classes: at least one of these labels is wrong.</summary>
    public bool ContradictLabels { get; } = Pictures.Select(picture => picture.Label).Distinct().Skip(1).Any();

    /// <summary>Finds all pictures that occur more than once, in ordinal order of their first names.</summary>
    public static IReadOnlyList<SamePictures> Find(IEnumerable<HashedPicture> pictures) =>
    [
        .. pictures.GroupBy(picture => picture.Hash)
            .Where(group => group.Skip(1).Any())
            .Select(group => new SamePictures([.. group.OrderBy(picture => picture.Name, StringComparer.Ordinal)]))
            .OrderBy(same => same.Pictures[0].Name, StringComparer.Ordinal),
    ];
}
