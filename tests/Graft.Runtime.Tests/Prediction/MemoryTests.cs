namespace Graft.Runtime.Tests.Prediction;

/// <summary>Memory of the whole process is measured: nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    // The garbage collector's heap and the allocators grow now and then, but not in each third alike, as what is lost each time would.
    private const long Slack = 1 << 20;
    private const int Parts = 3;

    [Fact]
    public void Ten_thousand_predictions_leave_nothing_behind()
    {
        using var classifier = ImageClassifier.FromOnnx(TinyModel.Bytes(), TinyModel.Labels, TinyModel.Preprocessing);
        var png = PicturePredictionTests.Png(48, 36, 10, 200, 30);
        AssertFlat(10_000, () => Assert.Equal("green", classifier.Predict(png).Label));
    }

    [Fact]
    public void Opening_and_closing_leaves_nothing_behind()
    {
        var model = TinyModel.Bytes();
        AssertFlat(400, () =>
        {
            using var classifier = ImageClassifier.FromOnnx(model, TinyModel.Labels, TinyModel.Preprocessing);
            Assert.Equal(3, classifier.PredictPixels(new byte[TinyModel.Height * TinyModel.Width * 3], 1).Classes);
        });
    }

    // After the first tenth, in which everything is set up.
    private static void AssertFlat(int count, Action run)
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "NEEDS /proc: the memory of a process is read there.");
        var (first, growths) = (count / 10, new List<long>());
        Repeat(first);
        for (var part = 0; part < Parts; part++)
        {
            var before = Resident();
            Repeat((count - first) / Parts);
            growths.Add(Resident() - before);
        }
        Assert.True(growths.Min() <= Slack, $"Memory grew by {string.Join(", ", growths)} bytes in its thirds.");

        void Repeat(int times)
        {
            for (var i = 0; i < times; i++)
                run();
        }
    }

    // Memory that is not mapped from files, in bytes.
    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }
}
