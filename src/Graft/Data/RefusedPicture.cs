using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>Stands for something that was given as pictures and cannot be opened.</summary>
internal sealed class RefusedPicture(string name, string reason) : PictureReference(name)
{
    public override byte[] Read(long maximumBytes) => throw new PictureException(reason);
}
