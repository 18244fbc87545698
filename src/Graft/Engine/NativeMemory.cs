using System.Runtime.InteropServices;

namespace Graft.Engine;

/// <summary>
/// Lets the C library keep the memory that it has. By its own rules glibc gives that of a large tensor back to the system when the
/// tensor goes, and the next layer pays for every page of it again: a third of the time of a network with large maps.
/// </summary>
internal static class NativeMemory
{
    // Names and numbers of malloc.h.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;

    private const int TopPadBytes = 256 << 20;

    // Any of them means that somebody has thought about this process's memory already.
    private static readonly string[] OwnSettings =
        ["GLIBC_TUNABLES", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_MAX_", "MALLOC_MMAP_THRESHOLD_"];

    /// <summary>Sets it for the process, where its C library is glibc and the user has not set it otherwise.</summary>
    public static void Keep()
    {
        if (OwnSettings.Any(name => Environment.GetEnvironmentVariable(name) is not null))
            return;
        try
        {
            _ = SetOption(MmapMax, 0);
            _ = SetOption(TrimThreshold, int.MaxValue);
            _ = SetOption(TopPad, TopPadBytes);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, with rules of its own: slower, and still right.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int SetOption(int option, int value);
}
