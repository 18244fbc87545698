namespace Graft.Runtime.Tests.Prediction;

/// <summary>Memory of the whole process is measured: nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    // The garbage collector's heap still grows a little after the first tenth; a kilobyte lost with each prediction would
    // be more.
    private const long Slack = 8 << 20;

    [Fact]
    public void Ten_thousand_predictions_leave_nothing_behind()
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "NEEDS /proc: the memory of a process is read there.");
        using var classifier = ImageClassifier.FromOnnx(TinyModel.Bytes(), TinyModel.Labels, TinyModel.Preprocessing);
        var png = PicturePredictionTests.Png(48, 36, 10, 200, 30);
        var afterFirstTenth = 0L;
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal("green", classifier.Predict(png).Label);
            if (i == 999)
                afterFirstTenth = Resident();
        }
        Assert.InRange(Resident(), 0, afterFirstTenth + Slack);
    }

    [Fact]
    public void Opening_and_closing_leaves_nothing_behind()
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "NEEDS /proc: the memory of a process is read there.");
        var model = TinyModel.Bytes();
        var afterFirstTenth = 0L;
        for (var i = 0; i < 400; i++)
        {
            using (var classifier = ImageClassifier.FromOnnx(model, TinyModel.Labels, TinyModel.Preprocessing))
                Assert.Equal(3, classifier.PredictPixels(new byte[TinyModel.Height * TinyModel.Width * 3], 1).Classes);
            if (i == 39)
                afterFirstTenth = Resident();
        }
        Assert.InRange(Resident(), 0, afterFirstTenth + Slack);
    }

    // Memory that is not mapped from files, in bytes.
    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // Other tests have left room in the heap, which would fill up meanwhile: it is given back.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }
}
