namespace Graft.Data;

/// <summary>
/// Some pictures, decoded and resized, in the order in which they were given; those that cannot be used are missing, and those that
/// were recalled instead stand apart.
/// </summary>
public sealed class PictureBatch
{
    internal PictureBatch(
        int height,
        int width,
        byte[] pixels,
        int[] indices,
        int[] labels,
        PictureHash[] hashes,
        IReadOnlyList<RecalledPicture> recalled)
    {
        Height = height;
        Width = width;
        Pixels = pixels;
        Indices = indices;
        Labels = labels;
        Hashes = hashes;
        Recalled = recalled;
    }

    /// <summary>How many pictures were decoded, at least 1 where none was recalled.</summary>
    public int Count => Indices.Count;

    /// <summary>The pictures' height in pixels.</summary>
    public int Height { get; }

    /// <summary>The pictures' width in pixels.</summary>
    public int Width { get; }

    /// <summary>
    /// Values <c>[count, height, width, 3]</c> from 0 to 255, red first, not yet normalised. The batch keeps no other copy.
    /// </summary>
    public byte[] Pixels { get; }

    /// <summary>For each picture its place in the list that was given.</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>For each picture the index of its class; empty where the pictures have no labels.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>For each picture the hash of its file.</summary>
    public IReadOnlyList<PictureHash> Hashes { get; }

    /// <summary>
    /// The pictures that were not decoded because what was wanted of them is known. They lie between the others, by their
    /// <see cref="RecalledPicture.Index"/>: this batch and the ones before it have everything up to its last picture.
    /// </summary>
    public IReadOnlyList<RecalledPicture> Recalled { get; }
}

/// <summary>A picture that was read and not decoded, because what was wanted of it is known.</summary>
/// <param name="Index">Its place in the list that was given.</param>
/// <param name="Label">The index of its class; -1 where the pictures have no labels.</param>
/// <param name="Hash">The hash of its file.</param>
/// <param name="Values">What was known of it.</param>
public sealed record RecalledPicture(int Index, int Label, PictureHash Hash, float[] Values);
