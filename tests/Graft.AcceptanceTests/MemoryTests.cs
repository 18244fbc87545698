using System.Diagnostics;
using System.Globalization;

namespace Graft.AcceptanceTests;

[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    [Fact]
    public async Task Memory_does_not_grow_with_the_number_of_pictures()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("NEEDS /proc, where Linux tells how much memory of its own a process holds.");
        using var folder = new TemporaryFolder();
        // Large enough that starting up is over well before the first tenth is; a cache of its own, in which nothing is known yet.
        var start = PublishedWeights.Start(
            "features", Shared.Path("data", "tiny_imagenet.zip"), "--backbone", PublishedWeights.Backbone, "--input-size", "96",
            "-o", folder.File("f.npy"));
        start.Environment["GRAFT_CACHE"] = folder.File("cache");
        using var process = start.Begin();
        var streams = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        var samples = new List<long>();
        while (!process.HasExited)
        {
            if (OwnMemory(process) is { } sample)
                samples.Add(sample);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        await streams;

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(128 + 48_000L * 256 * sizeof(float), new FileInfo(folder.File("f.npy")).Length);
        // The garbage collector lets memory swing by a tenth: medians over three tenths are compared, after the first and last.
        var tenth = samples.Count / 10;
        var (first, last) = (Median(samples[tenth..(4 * tenth)]), Median(samples[^(3 * tenth)..]));
        Assert.True(last <= 1.1 * first, $"{first} kB after the first tenth, {last} kB at the end.");
    }

    private static long? OwnMemory(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(
                line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            return line is null
                ? null
                : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Median(List<long> samples) => samples.Order().ElementAt(samples.Count / 2);
}
