namespace Graft.Weights.Downloads;

/// <summary>Keeps two processes (or two parts of one) from downloading the same file at the same time.</summary>
internal static class FileLock
{
    // Windows: a sharing violation. Elsewhere the number of EWOULDBLOCK, which is 35 on macOS and 11 on Linux.
    private static readonly int Taken =
        OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsMacOS() ? 35 : 11;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until the lock of a file is free and takes it. It is given back when the result is disposed.</summary>
    public static async Task<IDisposable> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var place = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.lock");
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // The file stays: to delete it would let a third one lock a new file while a second waits for the old.
                return new FileStream(place, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == Taken)
            {
                await Task.Delay(Patience, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
