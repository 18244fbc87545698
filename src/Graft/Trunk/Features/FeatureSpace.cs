using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Graft.Data;
using Graft.Runtime.Imaging;

namespace Graft.Trunk.Features;

/// <summary>
/// All rows that one trunk gives for pictures prepared in one way. What is stored in it is found again by the same trunk,
/// preprocessing, view and picture, and by nothing else.
/// </summary>
public sealed class FeatureSpace
{
    private readonly byte[] digest;

    /// <summary>The space of a trunk.</summary>
    /// <param name="trunk">All that its numbers depend on.</param>
    /// <param name="preprocessing">How pictures become its input.</param>
    /// <param name="rowLength">The numbers that it gives for one picture, all its outputs together, at least 1.</param>
    /// <param name="description">For people: which network, which place.</param>
    public FeatureSpace(TrunkIdentity trunk, Preprocessing preprocessing, int rowLength, string description)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowLength, 1);
        (RowLength, Format, Description) = (rowLength, RowFormats.Of(trunk.Precision), description);
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{trunk.Hash}\n{preprocessing.ToJson()}\n{rowLength} {Format}\n")
            // Another version may decode or resize otherwise in the last bit.
            + typeof(Preprocessing).Module.ModuleVersionId;
        digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The view of a picture as it is.</summary>
    public const string Plain = "plain";

    /// <summary>The view of a picture's mirror image: left and right exchanged.</summary>
    public const string Mirrored = "mirrored";

    /// <summary>The view of a picture that is known not by its file but by the values that go into the network.</summary>
    public const string Values = "values";

    /// <summary>Numbers in a row.</summary>
    public int RowLength { get; }

    /// <summary>How they are kept.</summary>
    public RowFormat Format { get; }

    /// <summary>For people: which network, which place.</summary>
    public string Description { get; }

    /// <summary>64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(digest);

    internal int RowBytes => RowLength * Format.Size();

    internal ReadOnlySpan<byte> Digest => digest;

    /// <summary>The key of a row: 32 bytes.</summary>
    /// <param name="view">The way to look at the picture: <see cref="Plain"/>, <c>mirrored</c>, ...</param>
    /// <param name="picture">The picture's content.</param>
    internal byte[] Key(string view, PictureHash picture) =>
        SHA256.HashData([.. digest, .. Encoding.UTF8.GetBytes(view), 0, .. Encoding.ASCII.GetBytes(picture.ToString())]);
}
