using System.Diagnostics;
using Graft.Weights;

namespace Graft.Tests.Weights;

public sealed class LegacyKerasHostileTests
{
    [Fact]
    public void Every_hostile_file_is_refused_or_loaded_as_its_case_demands()
    {
        const long MostBytes = 64L << 20;
        var cases = HostileCase.EndingWith(".h5");
        Assert.NotEmpty(cases);
        var folder = Shared.Path("fixtures", "hostile");
        var files = Directory.GetFiles(folder).Length;
        List<string> wrong = [];
        foreach (var item in cases)
        {
            var watch = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (values, message) = Load(Path.Combine(folder, item.File));
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            // Files in the layout of Keras 3 are not read yet, so all of them are refused, the sound ones too.
            var right = item.File.EndsWith(".weights.h5", StringComparison.Ordinal)
                ? values is null
                : item.Must switch
                {
                    "refuse" => values is null,
                    "load" => values is { Count: 23 } && values.TrueForAll(float.IsFinite),
                    "report" => values is not null && !values.TrueForAll(float.IsFinite),
                    _ => true,
                };
            if (!right || watch.Elapsed > TimeSpan.FromSeconds(5) || bytes > MostBytes)
                wrong.Add($"{item.File} ({item.Why}) must {item.Must}: {message}, {watch.Elapsed}, {bytes} bytes");
            if (values is null)
                Assert.Contains(item.File, message);
        }
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.False(File.Exists("graft-was-here"));
        Assert.Equal(files, Directory.GetFiles(folder).Length);
    }

    [Theory]
    [InlineData("hostile", "control.h5")]
    [InlineData("keras", "formats", "tiny_legacy_weights_latest.h5")]
    [InlineData("keras", "formats", "tiny_legacy_weights_gzip_fletcher.h5")]
    public void Changed_bytes_give_a_sound_file_or_a_WeightsException_and_nothing_else(params string[] path) =>
        Mutations.Check(File.ReadAllBytes(Shared.Path(["fixtures", .. path])), ".h5", iterations: 1000);

    private static (List<float>? Values, string Message) Load(string path)
    {
        try
        {
            var model = FormatNetworks.Hostile();
            var report = model.LoadWeights(path);
            List<float> values = [.. model.Weights.SelectMany(weight => weight.ToArray())];
            Assert.Equal(values.TrueForAll(float.IsFinite), report.NotFinite.Count == 0);
            return (values, "loaded");
        }
        catch (WeightsException e)
        {
            return (null, e.Message);
        }
    }
}
