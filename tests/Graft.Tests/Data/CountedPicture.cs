using Graft.Data;

namespace Graft.Tests.Data;

/// <summary>A picture that tells when it is read.</summary>
internal sealed class CountedPicture(int number, Action<int> onRead) : PictureReference($"picture {number}")
{
    public override byte[] Read(long maximumBytes)
    {
        onRead(number);
        return PictureTree.Bitmap(number);
    }

    public static PictureReference[] Many(int count, Action<int> onRead) =>
        [.. Enumerable.Range(0, count).Select(number => new CountedPicture(number, onRead))];
}
