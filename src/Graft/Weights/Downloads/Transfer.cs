using System.Net;
using System.Net.Http.Headers;

namespace Graft.Weights.Downloads;

/// <summary>One try to fetch what is still missing of a file.</summary>
internal sealed class Transfer(
    HttpClient client, TimeProvider time, Uri address, string target, IProgress<DownloadProgress>? progress)
{
    private const int BufferSize = 1 << 17;

    /// <summary>How long nothing may arrive before the connection is given up.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Fetches until the file is complete.</summary>
    /// <exception cref="TransferInterruptedException">The connection ended or fell silent; the server is in trouble.</exception>
    /// <exception cref="WeightsException">The server will not give the file, or the disk has no room for it.</exception>
    public async Task RunAsync(PartialFile partial, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        using var request = Request(partial);
        const HttpCompletionOption WithoutContent = HttpCompletionOption.ResponseHeadersRead;
        using var response = await Receive(() => client.SendAsync(request, WithoutContent, either.Token)).ConfigureAwait(false);
        Accept(response, partial);
        var total = partial.Length + response.Content.Headers.ContentLength;
        FreeSpace.Check(target, response.Content.Headers.ContentLength);

        var content = await Receive(() => response.Content.ReadAsStreamAsync(either.Token)).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            while (true)
            {
                Report(partial, total);
                silence.CancelAfter(Silence);
                var count = await Receive(() => content.ReadAsync(buffer, either.Token).AsTask()).ConfigureAwait(false);
                if (count == 0)
                    break;
                await partial.AppendAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        if (partial.Length < total)
            throw new TransferInterruptedException($"the server ended after {partial.Length} of {total} bytes");

        async Task<T> Receive<T>(Func<Task<T>> step)
        {
            try
            {
                return await step().ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TransferInterruptedException($"nothing arrived for {Silence.TotalSeconds} seconds", e);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.NameResolutionError)
            {
                throw new WeightsException(
                    $"'{address}' cannot be downloaded: {e.Message}. This machine seems to be offline. "
                    + "Download the file elsewhere and name its folder in GRAFT_WEIGHTS.", e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw new TransferInterruptedException(e.Message, e);
            }
        }
    }

    private HttpRequestMessage Request(PartialFile partial)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (partial is { Length: > 0, Version: { } version })
        {
            request.Headers.Range = new RangeHeaderValue(partial.Length, null);
            // Should the file have changed in the meantime, the server sends it whole.
            request.Headers.TryAddWithoutValidation("If-Range", version);
        }
        return request;
    }

    private void Accept(HttpResponseMessage response, PartialFile partial)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == partial.Length:
                break;
            case HttpStatusCode.OK:
                partial.Restart(VersionOf(response));
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                partial.Restart(version: null);
                throw new TransferInterruptedException("the server does not continue where the download stopped");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new TransferInterruptedException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
            default:
                throw new WeightsException(
                    $"'{address}' cannot be downloaded: the server answers {(int)response.StatusCode} {response.ReasonPhrase}. "
                    + "Download the file in another way and name its folder in GRAFT_WEIGHTS.");
        }
    }

    private static string? VersionOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");

    private void Report(PartialFile partial, long? total) =>
        progress?.Report(new(Path.GetFileName(target), partial.Length, total));
}
