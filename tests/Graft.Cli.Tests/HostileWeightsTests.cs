using System.Diagnostics;
using System.Text.Json;

namespace Graft.Cli.Tests;

public sealed class HostileWeightsTests
{
    // These files contradict only the network that they are for, which the command does not know.
    private static readonly string[] ForANetwork =
    [
        "hdf5_wrong_shape.h5", "hdf5_wrong_shape_bigger.h5", "hdf5_wrong_shape_weights.weights.h5", "hdf5_wrong_rank.h5",
        "hdf5_shape_empty.h5",
    ];

    [Fact]
    public async Task Every_hostile_file_is_refused_reported_or_shown_and_none_of_them_does_anything()
    {
        using var list = Shared.Json("fixtures", "hostile", "cases.json");
        var folder = Shared.Path("fixtures", "hostile");
        var files = Directory.GetFiles(folder).Length;
        List<string> wrong = [];
        foreach (var item in list.RootElement.GetProperty("cases").EnumerateArray())
        {
            var (file, must) = (item.GetProperty("file").GetString()!, item.GetProperty("must").GetString());
            var watch = Stopwatch.StartNew();
            var run = await Run.Graft("weights", Path.Combine(folder, file), "--json");
            var right = must switch
            {
                "refuse" => run.ExitCode == 1 || ForANetwork.Contains(file),
                "load" => (run.ExitCode, run.Error) is (0, ""),
                "report" => run.ExitCode == 0 && run.Error.Contains("no finite numbers", StringComparison.Ordinal),
                _ => run.ExitCode is 0 or 1,
            };
            var isClear = run.ExitCode == 0
                ? must == "either" || JsonDocument.Parse(run.Output).RootElement.GetProperty("arrays").GetArrayLength() > 0
                : run.Output.Length == 0 && run.Error.Contains(file, StringComparison.Ordinal)
                    && !run.Error.Contains("   at ", StringComparison.Ordinal);
            if (!right || !isClear || watch.Elapsed > TimeSpan.FromSeconds(2))
                wrong.Add($"{file} ({item.GetProperty("why").GetString()}) must {must}: "
                    + $"exit {run.ExitCode}, {watch.Elapsed}, {run.Error}");
        }
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.False(File.Exists("graft-was-here"));
        Assert.Equal(files, Directory.GetFiles(folder).Length);
    }
}
