using System.Text.Json;

namespace Graft.AcceptanceTests;

public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_loads_every_library_and_counts_the_processors()
    {
        using var cache = new TemporaryFolder();
        var run = await GraftProcess.RunAsync(
            new GraftProcess.Start("doctor", "--json") { Environment = { ["GRAFT_CACHE"] = cache.Path } });

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var libraries = run.Json.GetProperty("libraries").EnumerateArray().ToList();
        Assert.Equal(
            ["libtorch", "ONNX Runtime", "libvips"], libraries.Select(library => library.GetProperty("name").GetString()));
        Assert.All(libraries, library => Assert.Equal(JsonValueKind.Null, library.GetProperty("problem").ValueKind));
        Assert.Equal("2.10.0", libraries[0].GetProperty("version").GetString());
        Assert.Equal(Environment.ProcessorCount, run.Json.GetProperty("processor").GetProperty("usable").GetInt32());
        Assert.Equal(cache.Path, run.Json.GetProperty("folders")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Networks_have_one_thread_where_the_process_has_one_processor()
    {
        using var cache = new TemporaryFolder();
        var run = await GraftProcess.RunAsync(new GraftProcess.Start("doctor", "--json")
        {
            Environment = { ["GRAFT_CACHE"] = cache.Path, ["DOTNET_PROCESSOR_COUNT"] = "1" },
        });

        Assert.Equal(1, run.Json.GetProperty("threads").GetInt32());
    }

    [Fact]
    public async Task Doctor_names_what_is_missing()
    {
        using var cache = new TemporaryFolder();
        var nowhere = cache.File("nowhere");
        var run = await GraftProcess.RunAsync(new GraftProcess.Start("doctor")
        {
            Environment = { ["GRAFT_CACHE"] = cache.Path, ["GRAFT_WEIGHTS"] = nowhere },
        });

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"{nowhere}: GRAFT_WEIGHTS names a folder that does not exist", run.Output, StringComparison.Ordinal);
        Assert.Contains("CUDA", run.Output, StringComparison.Ordinal);
    }
}
