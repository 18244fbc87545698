using Graft.Engine;

namespace Graft.Weights.Downloads;

/// <summary>Says before the first byte that a disk has no room for a file.</summary>
internal static class FreeSpace
{
    public static void Check(string target, long? bytes)
    {
        if (bytes is not { } needed || DiskSpace.Free(Path.GetDirectoryName(target)!) is not { } free || needed <= free)
            return;
        throw new WeightsException(
            $"There is no room for '{target}': {needed:N0} more bytes are needed, and {free:N0} are free. "
            + "Make room, or name a folder on another disk in GRAFT_CACHE.");
    }
}
