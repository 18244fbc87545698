namespace Graft.Data;

/// <summary>
/// Some pictures, decoded and resized, in the order in which they were given; those that cannot be used are missing.
/// </summary>
public sealed class PictureBatch
{
    internal PictureBatch(int height, int width, byte[] pixels, int[] indices, int[] labels, PictureHash[] hashes)
    {
        Height = height;
        Width = width;
        Pixels = pixels;
        Indices = indices;
        Labels = labels;
        Hashes = hashes;
    }

    /// <summary>How many pictures there are, at least 1.</summary>
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
}
