namespace Graft.Data;

/// <summary>What a zip's directory says of one entry.</summary>
/// <param name="Index">Its place in the directory.</param>
/// <param name="FullName">Its name as it stands there.</param>
/// <param name="Length">Its size, unpacked, in bytes.</param>
/// <param name="PackedLength">Its size within the archive, in bytes.</param>
/// <param name="Checksum">The CRC-32 of its content.</param>
/// <param name="IsEncrypted">Whether it wants a password.</param>
/// <param name="Attributes">The attributes of the system that made the archive; Unix's file mode in the upper half.</param>
internal sealed record ArchiveEntry(
    int Index, string FullName, long Length, long PackedLength, uint Checksum, bool IsEncrypted, int Attributes)
{
    private const int UnixFileType = 0xF000;
    private const int UnixLink = 0xA000;

    /// <summary>Whether it stands for a symbolic link; its content is then the path that the link leads to.</summary>
    public bool IsLink => ((Attributes >> 16) & UnixFileType) == UnixLink;
}
