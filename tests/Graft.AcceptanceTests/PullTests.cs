using System.Net;

namespace Graft.AcceptanceTests;

public sealed class PullTests : IDisposable
{
    private const string File = "mobilenet_2_5_224_tf_no_top.h5";

    private readonly TemporaryFolder cache = new();
    private readonly HttpListener mirror = new();
    private readonly string address;
    private int requests;

    public PullTests()
    {
        address = $"http://127.0.0.1:{FreePort()}/weights/";
        mirror.Prefixes.Add(address);
        mirror.Start();
        _ = ServeAsync();
    }

    public void Dispose()
    {
        mirror.Close();
        cache.Dispose();
    }

    [Fact]
    public async Task Weights_are_downloaded_once_and_then_found_without_a_network()
    {
        var published = Shared.Path("weights", File);

        var first = await Pull("mobilenet_0.25.keras", "--json");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal("download", first.Json.GetProperty("origin").GetString());
        var path = first.Json.GetProperty("path").GetString()!;
        Assert.StartsWith(cache.Path, path, StringComparison.Ordinal);
        Assert.Equal(System.IO.File.ReadAllBytes(published), System.IO.File.ReadAllBytes(path));

        var before = requests;
        var second = await Pull("mobilenet_0.25.keras", "--offline", "--json");
        Assert.Equal((0, "cache", before), (second.ExitCode, second.Json.GetProperty("origin").GetString(), requests));
    }

    [Fact]
    public async Task A_file_that_the_publisher_does_not_have_is_a_clear_failure_and_leaves_nothing()
    {
        var run = await Pull("vgg19.keras");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("404", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(cache.Path, "*.h5", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Offline_it_says_where_it_looked()
    {
        var run = await Pull("vgg16.keras", "--offline");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", run.Error, StringComparison.Ordinal);
        Assert.Contains(cache.Path, run.Error, StringComparison.Ordinal);
        Assert.Equal(0, requests);
    }

    private Task<GraftProcess> Pull(params string[] arguments)
    {
        var start = new GraftProcess.Start(["pull", .. arguments]);
        start.Environment["GRAFT_CACHE"] = cache.Path;
        start.Environment["GRAFT_MIRROR"] = address;
        start.Environment["GRAFT_WEIGHTS"] = null;
        start.Environment["GRAFT_OFFLINE"] = null;
        return GraftProcess.RunAsync(start);
    }

    private async Task ServeAsync()
    {
        while (mirror.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await mirror.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Interlocked.Increment(ref requests);
            using var response = context.Response;
            if (context.Request.Url!.Segments[^1] == File)
                response.OutputStream.Write(System.IO.File.ReadAllBytes(Shared.Path("weights", File)));
            else
                response.StatusCode = 404;
        }
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
