using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Graft.Data;

/// <summary>
/// An order that looks random and hangs on nothing but a seed and each picture's own name: not on the file system, not on the
/// other pictures. A dataset that grows therefore keeps its split, but for the new pictures.
/// </summary>
internal static class SeededOrder
{
    /// <summary>Sorts pictures by a hash of seed, purpose and name.</summary>
    public static ClassifiedPicture[] Of(IEnumerable<ClassifiedPicture> pictures, long seed, string purpose) =>
        Of(pictures, picture => picture.Found.Name, seed, purpose);

    /// <summary>Sorts anything that has a name likewise.</summary>
    public static T[] Of<T>(IEnumerable<T> named, Func<T, string> nameOf, long seed, string purpose) =>
    [
        .. named
            .Select(one => (One: one, Place: Place(nameOf(one), seed, purpose)))
            .OrderBy(entry => entry.Place).ThenBy(entry => nameOf(entry.One), StringComparer.Ordinal)
            .Select(entry => entry.One),
    ];

    private static ulong Place(string name, long seed, string purpose)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{seed}\0{purpose}\0{name}");
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
