namespace Graft.Data;

/// <summary>A picture within a zip.</summary>
internal sealed class ArchivePicture(string name, PictureArchive archive, ArchiveEntry entry) : PictureReference(name)
{
    public override byte[] Read(long maximumBytes) => archive.Read(entry, maximumBytes);
}
