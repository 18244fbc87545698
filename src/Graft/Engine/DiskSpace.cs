namespace Graft.Engine;

/// <summary>How much room a disk has.</summary>
internal static class DiskSpace
{
    /// <summary>Bytes that may still be written where a folder lies, or would lie; null where that cannot be told.</summary>
    public static long? Free(string folder)
    {
        try
        {
            var place = new DirectoryInfo(folder);
            while (!place.Exists && place.Parent is not null)
                place = place.Parent;
            return new DriveInfo(place.FullName).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
