using System.Security.Cryptography;

namespace Graft.AcceptanceTests;

/// <summary>The feature store, as the command line keeps it.</summary>
[Collection(nameof(Alone))]
public sealed class StoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string cache;

    public StoreTests() => cache = folder.File("cache");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_second_training_with_another_head_runs_no_picture_through_the_network()
    {
        var data = SmallData.WithParts(folder);
        var first = await Graft("train", data, "--backbone", PublishedWeights.Backbone, "--head", "linear", "--epochs", "2",
            "--input-size", "64", "-o", folder.File("a.graft"), "--json");
        Assert.Equal((24, 0), Trunk(first));
        var second = await Graft("train", data, "--backbone", PublishedWeights.Backbone, "--head", "dense:16", "--epochs", "2",
            "--input-size", "64", "-o", folder.File("b.graft"), "--json");
        Assert.Equal((0, 24), Trunk(second));
        var fresh = await GraftWithin("0", "train", data, "--backbone", PublishedWeights.Backbone, "--head", "dense:16", "--epochs", "2",
            "--input-size", "64", "-o", folder.File("c.graft"), "--json");
        Assert.Equal((24, 0), Trunk(fresh));
        Assert.Equal(Text(fresh, "epochs", "loss"), Text(second, "epochs", "loss"));
        // A head that is found without epochs looks at mirror images, too; after it, the others have all they need.
        Assert.Equal((24, 0), Trunk(await Train("auto", "d.graft")));
        Assert.Equal((0, 24), Trunk(await Train("discriminant", "e.graft")));
        Assert.Equal((0, 24), Trunk(await Train("linear", "f.graft")));

        Task<GraftProcess> Train(string head, string model) =>
            Graft("train", data, "--backbone", PublishedWeights.Backbone, "--head", head, "--epochs", "2",
                "--input-size", "64", "-o", folder.File(model), "--json");
    }

    [Fact]
    public async Task What_is_kept_is_listed_measured_and_removed()
    {
        var data = SmallData.WithParts(folder, train: 3, test: 1);
        await Features(data, "a.npy");
        Directory.CreateDirectory(Path.Combine(cache, "weights"));
        File.WriteAllBytes(Path.Combine(cache, "weights", "kept.h5"), new byte[2000]);

        var list = await Graft("cache", "--json");
        var features = list.Json.GetProperty("features");
        var network = Assert.Single(features.GetProperty("networks").EnumerateArray());
        Assert.StartsWith(PublishedWeights.Backbone, network.GetProperty("network").GetString(), StringComparison.Ordinal);
        Assert.Equal(8, network.GetProperty("pictures").GetInt32());
        var rows = Directory.GetFiles(cache, "*.rows", SearchOption.AllDirectories);
        Assert.Equal(rows.Sum(file => new FileInfo(file).Length), features.GetProperty("bytes").GetInt64());
        Assert.Equal(10_000_000_000, features.GetProperty("limit").GetInt64());
        Assert.Equal(2000, list.Json.GetProperty("weights").GetProperty("bytes").GetInt64());
        Assert.Contains("8 pictures, " + PublishedWeights.Backbone, (await Graft("cache")).Output, StringComparison.Ordinal);

        await Graft("cache", "clear", "--only", "features");
        list = await Graft("cache", "list", "--json");
        Assert.Empty(list.Json.GetProperty("features").GetProperty("networks").EnumerateArray());
        Assert.Equal(2000, list.Json.GetProperty("weights").GetProperty("bytes").GetInt64());
        await Graft("cache", "clear");
        Assert.Equal(0, (await Graft("cache", "--json")).Json.GetProperty("weights").GetProperty("bytes").GetInt64());
        Assert.Equal((8, 0), Trunk(await Features(data, "b.npy")));
    }

    [Fact]
    public async Task Where_nothing_can_be_kept_the_run_goes_on_and_says_so_once()
    {
        var data = SmallData.WithParts(folder, train: 3, test: 1);
        Directory.CreateDirectory(cache);
        File.WriteAllText(Path.Combine(cache, "features"), "in the way");
        var run = await Features(data, "a.npy");
        Assert.Equal((8, 0), Trunk(run));
        Assert.Single(run.Error.Split('\n'), line => line.Contains("cannot be kept", StringComparison.Ordinal));
        var wrong = await GraftProcess.RunAsync(Start("much", "features", data, "--backbone", PublishedWeights.Backbone,
            "-o", folder.File("b.npy")));
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("GRAFT_FEATURES_LIMIT is 'much'", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_run_that_is_killed_leaves_a_store_that_the_next_one_can_trust() => Kill(3, 0.8, 2.5);

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public Task Fifty_runs_that_are_killed_leave_a_store_that_the_next_one_can_trust() => Kill(50, 0.3, 6);

    private async Task Kill(int times, double earliest, double latest)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("NEEDS signals, which this system does not send to another process.");
        var data = Shared.Path("data", "sign_language_digits.zip");
        var expected = Hash(await GraftWithin("0", "features", data, "--backbone", PublishedWeights.Backbone, "--input-size", "64",
            "-o", folder.File("expected.npy"), "--json"), "expected.npy");
        var random = new Random(5);
        var keptBefore = 0;
        for (var i = 0; i < times; i++)
        {
            if (i % 10 == 0 && Directory.Exists(cache))
            {
                Directory.Delete(cache, recursive: true);
                keptBefore = 0;
            }
            using (var process = Start("", "features", data, "--backbone", PublishedWeights.Backbone, "--input-size", "64",
                "-o", folder.File("killed.npy"), "--force").Begin())
            {
                var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
                    process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
                var seconds = earliest + random.NextDouble() * (latest - earliest);
                await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                await streams;
            }
            // A copy: the next run to be killed goes on with what this one left.
            var left = folder.File("left");
            Copy(cache, left);
            var again = Start("", "features", data, "--backbone", PublishedWeights.Backbone, "--input-size", "64",
                "-o", folder.File("next.npy"), "--force", "--json");
            again.Environment["GRAFT_CACHE"] = left;
            var next = await GraftProcess.RunAsync(again);
            Assert.Equal(expected, Hash(next, "next.npy"));
            var (run, recalled) = Trunk(next);
            Assert.Equal(2062, run + recalled);
            Assert.True(recalled >= keptBefore, $"{recalled} pictures known after {keptBefore}");
            keptBefore = recalled;
            TestContext.Current.SendDiagnosticMessage($"killed {i}: {recalled} pictures were kept");
        }
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        Directory.CreateDirectory(to);
        if (!Directory.Exists(from))
            return;
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private string Hash(GraftProcess run, string name)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.File(name))));
    }

    private Task<GraftProcess> Features(string data, string output) => GraftProcess.RunAsync(Start("", "features", data,
        "--backbone", PublishedWeights.Backbone, "--input-size", "64", "-o", folder.File(output), "--json"));

    private Task<GraftProcess> Graft(params string[] arguments) => GraftWithin("", arguments);

    private async Task<GraftProcess> GraftWithin(string limit, params string[] arguments)
    {
        var run = await GraftProcess.RunAsync(Start(limit, arguments));
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    private GraftProcess.Start Start(string limit, params string[] arguments)
    {
        var start = PublishedWeights.Start(arguments);
        start.Environment["GRAFT_CACHE"] = cache;
        start.Environment["GRAFT_FEATURES_LIMIT"] = limit;
        return start;
    }

    private static (int Run, int Recalled) Trunk(GraftProcess run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        var trunk = run.Json.GetProperty("trunk");
        return (trunk.GetProperty("picturesRun").GetInt32(), trunk.GetProperty("picturesRecalled").GetInt32());
    }

    private static string Text(GraftProcess run, string list, string field) => string.Join(
        ' ', run.Json.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(field).GetRawText()));
}
