using System.Diagnostics;
using System.Security.Cryptography;
using Graft.Runtime.Bundles;
using Graft.Weights;
using Graft.Weights.Downloads;

namespace Graft.Tests.Weights;

public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] Content = RandomBytes(1_000_000);
    private static readonly ContentHash Md5 = new("md5", Hash(HashAlgorithmName.MD5));
    private static readonly ContentHash Sha256 = new("sha256", Hash(HashAlgorithmName.SHA256));

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Downloader downloader;

    public DownloaderTests() => downloader = new(client, new FastTime());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => folder.File(Path.Combine("cache", "file.h5"));

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_file_arrives_whole_with_progress_and_its_hash_beside_it()
    {
        using var server = new FileServer(FileServer.Whole(Content));
        var progress = new Steps();
        await downloader.FetchAsync(server.Address, Target, Md5, progress, Token);
        AssertArrived();
        Assert.Equal(Sha256.Value + "  file.h5\n", await File.ReadAllTextAsync(Target + ".sha256", Token));
        Assert.Equal(new DownloadProgress("file.h5", 0, Content.Length), progress[0]);
        Assert.Equal(new DownloadProgress("file.h5", Content.Length, Content.Length), progress[^1]);
        Assert.Equal(progress.Select(step => step.Bytes).Order(), progress.Select(step => step.Bytes));
    }

    [Fact]
    public async Task A_cut_download_goes_on_where_it_stopped()
    {
        using var server = new FileServer(
            FileServer.Whole(Content, cutAfter: 400_000), FileServer.Status("503 Busy"), FileServer.Whole(Content));
        await downloader.FetchAsync(server.Address, Target, Sha256, null, Token);
        AssertArrived();
        Assert.Equal([null, 400_000L, 400_000L], server.Requests.Select(request => request.From));
        Assert.Equal("\"1\"", server.Requests[2].IfRange);
    }

    [Fact]
    public async Task A_later_run_goes_on_where_an_earlier_one_was_stopped()
    {
        using var server = new FileServer(FileServer.Silent(Content, after: 300_000), FileServer.Whole(Content));
        using var stop = new CancellationTokenSource();
        var stopping = new Steps(step => { if (step.Bytes >= 300_000) stop.Cancel(); });
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new Downloader(client).FetchAsync(server.Address, Target, Sha256, stopping, stop.Token));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"stopping took {watch.Elapsed}");
        Assert.False(File.Exists(Target));

        await downloader.FetchAsync(server.Address, Target, Sha256, null, Token);
        AssertArrived();
        Assert.Equal(300_000, server.Requests[1].From);
    }

    [Fact]
    public async Task A_server_without_ranges_sends_all_of_it_again()
    {
        using var server = new FileServer(FileServer.WithoutRange(Content, cutAfter: 500_000), FileServer.WithoutRange(Content));
        await downloader.FetchAsync(server.Address, Target, Sha256, null, Token);
        AssertArrived();
    }

    [Fact]
    public async Task A_file_that_changed_between_two_parts_is_fetched_afresh()
    {
        var other = RandomBytes(Content.Length);
        using var server = new FileServer(
            FileServer.Whole(other, tag: "\"0\"", cutAfter: 400_000), FileServer.Whole(Content, tag: "\"1\""));
        await downloader.FetchAsync(server.Address, Target, hash: null, null, Token);
        AssertArrived();
    }

    [Fact]
    public async Task A_part_that_turns_out_wrong_is_thrown_away_and_the_file_fetched_once_more()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllBytesAsync(Target + ".partial", RandomBytes(1000), Token);
        await File.WriteAllTextAsync(Target + ".partial.version", "\"1\"", Token);
        using var server = new FileServer(FileServer.Whole(Content));
        await downloader.FetchAsync(server.Address, Target, Sha256, null, Token);
        AssertArrived();
        Assert.Equal([1000L, null], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_wrong_hash_is_refused_and_leaves_nothing()
    {
        using var server = new FileServer(FileServer.Whole(RandomBytes(1000)));
        var message = await FailureAsync(server, Md5);
        Assert.Contains(Md5.Value, message);
        Assert.Contains("is not the published file", message);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_missing_file_is_said_at_once()
    {
        using var server = new FileServer(FileServer.Status("404 Not Found"));
        Assert.Contains("404 Not Found", await FailureAsync(server, Md5));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_stays_in_trouble_is_given_up()
    {
        using var server = new FileServer(FileServer.Status("500 Trouble"));
        Assert.Contains("500 Trouble", await FailureAsync(server, Md5));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task Silence_counts_as_a_cut()
    {
        using var server = new FileServer(FileServer.Silent(Content, after: 200_000), FileServer.Whole(Content));
        await downloader.FetchAsync(server.Address, Target, Sha256, null, Token);
        AssertArrived();
        Assert.Equal(200_000, server.Requests[1].From);
    }

    [Fact]
    public async Task Nobody_there_is_one_clear_message()
    {
        Uri address;
        using (var server = new FileServer(FileServer.Status("200 OK")))
            address = server.Address;
        var error = await Assert.ThrowsAsync<WeightsException>(() => downloader.FetchAsync(address, Target, Md5, null, Token));
        Assert.Contains(address.ToString(), error.Message);
    }

    [Fact]
    public async Task A_server_whose_name_nobody_knows_is_not_asked_again()
    {
        using var network = new NoNetwork();
        using var offline = new HttpClient(network);
        var error = await Assert.ThrowsAsync<WeightsException>(
            () => new Downloader(offline, new FastTime()).FetchAsync(new Uri("https://example.org/file.h5"), Target, Sha256));
        Assert.Equal(1, network.Asked);
        Assert.Contains("example.org", error.Message, StringComparison.Ordinal);
        Assert.Contains("GRAFT_WEIGHTS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_at_once_fetch_a_file_once()
    {
        using var server = new FileServer(FileServer.Whole(Content));
        var second = new Downloader(client, new FastTime());
        await Task.WhenAll(
            downloader.FetchAsync(server.Address, Target, Sha256, null, Token),
            second.FetchAsync(server.Address, Target, Sha256, null, Token));
        AssertArrived();
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_file_larger_than_the_disk_is_refused_before_its_first_byte()
    {
        using var server = new FileServer(async (_, stream) =>
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000\r\n\r\n"u8.ToArray()));
        Assert.Contains("There is no room", await FailureAsync(server, Md5));
        Assert.Equal(0, new FileInfo(Target + ".partial").Length);
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_said_and_freed_again()
    {
        var mount = folder.File("small");
        Directory.CreateDirectory(mount);
        if (!OperatingSystem.IsLinux() || !await RunAsync("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", mount))
            Assert.Skip("NEEDS the right to mount a small file system.");
        try
        {
            using var server = new FileServer(FileServer.WithoutLength(Content));
            var target = Path.Combine(mount, "file.h5");
            var error = await Assert.ThrowsAsync<WeightsException>(
                () => downloader.FetchAsync(server.Address, target, Md5, null, Token));
            Assert.Contains("cannot be written", error.Message);
            Assert.False(File.Exists(target));
            Assert.True(new DriveInfo(mount).AvailableFreeSpace > 500_000);
        }
        finally
        {
            await RunAsync("umount", mount);
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_clear_message()
    {
        using var server = new FileServer(FileServer.Whole(Content));
        folder.Write("cache", []);
        Assert.Contains("cannot be written", await FailureAsync(server, Md5));
    }

    private static string Hash(HashAlgorithmName name) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(name, Content));

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(count + 1).NextBytes(bytes);
        return bytes;
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private async Task<string> FailureAsync(FileServer server, ContentHash hash)
    {
        var fetching = downloader.FetchAsync(server.Address, Target, hash, null, Token);
        return (await Assert.ThrowsAsync<WeightsException>(() => fetching)).Message;
    }

    private void AssertArrived()
    {
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(["file.h5", "file.h5.sha256"], Visible());
    }

    private void AssertNothingLeft() => Assert.Empty(Visible());

    private IEnumerable<string> Visible() => Directory.GetFiles(Path.GetDirectoryName(Target)!)
        .Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal);

    private sealed class Steps(Action<DownloadProgress>? then = null) : List<DownloadProgress>, IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            Add(value);
            then?.Invoke(value);
        }
    }

    private sealed class NoNetwork : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            throw new HttpRequestException(HttpRequestError.NameResolutionError, $"No such host ({request.RequestUri!.Host}:443)");
        }
    }
}
