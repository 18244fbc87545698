using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Graft.Tests.Weights;

/// <summary>A request as it came in.</summary>
internal sealed record ServedRequest(string Path, long? From, string? IfRange);

/// <summary>
/// A web server on this machine that answers as each test tells it: one script a request, the last one for all that follow.
/// </summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<ServedRequest, Stream, Task>[] scripts;
    private readonly Lock gate = new();
    private readonly List<ServedRequest> requests = [];

    public FileServer(params Func<ServedRequest, Stream, Task>[] scripts)
    {
        this.scripts = scripts;
        listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/folder/file.h5");

    public IReadOnlyList<ServedRequest> Requests
    {
        get
        {
            lock (gate)
                return [.. requests];
        }
    }

    /// <summary>The whole file, or the part that is asked for.</summary>
    public static Func<ServedRequest, Stream, Task> Whole(byte[] file, string tag = "\"1\"", int? cutAfter = null) =>
        async (request, stream) =>
        {
            var from = request.From is { } start && request.IfRange == tag ? (int)start : 0;
            var head = from > 0
                ? $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\n"
                : "HTTP/1.1 200 OK\r\n";
            await Head(stream, $"{head}ETag: {tag}\r\nContent-Length: {file.Length - from}\r\n");
            await stream.WriteAsync(file.AsMemory(from, Math.Min(cutAfter ?? file.Length, file.Length - from)));
        };

    /// <summary>A server that knows nothing of parts.</summary>
    public static Func<ServedRequest, Stream, Task> WithoutRange(byte[] file, int? cutAfter = null) => async (_, stream) =>
    {
        await Head(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {file.Length}\r\n");
        await stream.WriteAsync(file.AsMemory(0, cutAfter ?? file.Length));
    };

    /// <summary>A body of unknown length, ended by the end of the connection.</summary>
    public static Func<ServedRequest, Stream, Task> WithoutLength(byte[] file) => async (_, stream) =>
    {
        await Head(stream, "HTTP/1.1 200 OK\r\n");
        await stream.WriteAsync(file);
    };

    public static Func<ServedRequest, Stream, Task> Status(string status) => (_, stream) =>
        Head(stream, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n");

    /// <summary>Some bytes, then silence.</summary>
    public static Func<ServedRequest, Stream, Task> Silent(byte[] file, int after) => async (_, stream) =>
    {
        await Head(stream, $"HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: {file.Length}\r\n");
        await stream.WriteAsync(file.AsMemory(0, after));
        await stream.FlushAsync();
        await Task.Delay(TimeSpan.FromSeconds(20));
    };

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private static async Task Head(Stream stream, string head) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "Connection: close\r\n\r\n"));

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = Task.Run(() => AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                int number;
                lock (gate)
                {
                    number = requests.Count;
                    requests.Add(request);
                }
                await scripts[Math.Min(number, scripts.Length - 1)](request, stream);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // The other side has gone, as some tests want it.
            }
        }
    }

    private static async Task<ServedRequest> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var first = await reader.ReadLineAsync() ?? throw new IOException("no request");
        var (from, ifRange) = (default(long?), default(string));
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            if (line.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))
                ifRange = line["If-Range: ".Length..];
        }
        return new(first.Split(' ')[1], from, ifRange);
    }
}
