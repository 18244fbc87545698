using Graft.Runtime.Bundles;

namespace Graft.Weights.Downloads;

/// <summary>
/// Fetches files over HTTP: continues where an earlier try stopped, tries again with growing pauses, checks the hash, and
/// puts the file in its place whole or not at all.
/// </summary>
/// <param name="client">Sends the requests, with no time limit of its own; null for a shared one.</param>
/// <param name="time">Measures pauses and silence; null for the system's clock.</param>
public sealed class Downloader(HttpClient? client = null, TimeProvider? time = null)
{
    private const int Tries = 6;
    private const long WorthwhileBytes = 1 << 16;

    private static readonly Lazy<HttpClient> Shared = new(() =>
    {
        var shared = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        shared.DefaultRequestHeaders.UserAgent.ParseAdd("graft");
        return shared;
    });

    private readonly TimeProvider time = time ?? TimeProvider.System;

    /// <summary>
    /// Fetches a file unless it is there already, and writes its SHA-256 beside it (<c>NAME.sha256</c>). While it arrives it
    /// is <c>NAME.partial</c>. Another process that fetches the same file is waited for.
    /// </summary>
    /// <param name="address">Where it is.</param>
    /// <param name="path">Where it shall be; folders are made.</param>
    /// <param name="hash">What it must be; null where nobody says.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops; what has arrived is kept for the next try.</param>
    /// <exception cref="WeightsException">The server does not give it, its hash is wrong, or it cannot be written.</exception>
    public async Task FetchAsync(
        Uri address,
        string path,
        ContentHash? hash,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var turn = await FileLock.TakeAsync(target, time, cancellationToken).ConfigureAwait(false);
            if (await CachedHash.IsSoundAsync(target, hash, cancellationToken).ConfigureAwait(false))
                return;
            var transfer = new Transfer(client ?? Shared.Value, time, address, target, progress);
            if (await FetchAsync(transfer, address, target, hash, cancellationToken).ConfigureAwait(false))
                return;
            // What an earlier try had left was of something else.
            await FetchAsync(transfer, address, target, hash, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException(
                $"'{target}' cannot be written: {e.Message} Make room or rights there, or name another folder in GRAFT_CACHE.",
                e);
        }
    }

    /// <summary>Fetches and checks; false where a part from before turned out wrong: then all is fetched afresh.</summary>
    private async Task<bool> FetchAsync(
        Transfer transfer, Uri address, string target, ContentHash? hash, CancellationToken cancellationToken)
    {
        var partial = await PartialFile.OpenAsync(target, cancellationToken).ConfigureAwait(false);
        await using (partial.ConfigureAwait(false))
        {
            var continued = partial.Length > 0;
            if (!continued || hash is null || !partial.Hashes.Equal(hash))
                await RepeatAsync(transfer, address, partial, cancellationToken).ConfigureAwait(false);
            if (hash is null || partial.Hashes.Equal(hash))
            {
                await partial.CompleteAsync(target).ConfigureAwait(false);
                return true;
            }
            var found = partial.Hashes.Value(hash.Algorithm);
            await partial.DiscardAsync().ConfigureAwait(false);
            return continued
                ? false
                : throw new WeightsException(
                    $"'{address}' is not the published file: its {hash.Algorithm} is {found}, "
                    + $"the published one {hash.Value}. It was removed. Try again later, or get the file from elsewhere.");
        }
    }

    private async Task RepeatAsync(Transfer transfer, Uri address, PartialFile partial, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = partial.Length;
            try
            {
                await transfer.RunAsync(partial, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (TransferInterruptedException e)
            {
                if (partial.Length - before >= WorthwhileBytes)
                    attempt = 1;
                if (attempt >= Tries)
                    throw new WeightsException(
                        $"'{address}' cannot be downloaded, and {Tries} tries did not help: {e.Message}. "
                        + $"{partial.Length:N0} bytes have arrived and are kept; run it again to go on.", e);
                await Task.Delay(TimeSpan.FromSeconds(1 << (attempt - 1)), time, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The disk is full, most likely: do not leave it so.
                await partial.DiscardAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
