using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Graft.AcceptanceTests;

[Collection(nameof(Alone))]
public sealed class WeightsTests
{
    [Fact]
    public async Task A_file_of_500_MB_is_shown_in_little_memory()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("NEEDS /proc, where Linux tells how much memory a process has had.");
        using var folder = new TemporaryFolder();
        const int Numbers = 125_000_000;
        var path = folder.File("large.pth");
        WriteTorchFile(path, Numbers);
        Assert.InRange(new FileInfo(path).Length, 500_000_000L, 501_000_000L);

        var (peak, told) = await RunAsync(path);

        Assert.Equal(Numbers, told.GetProperty("numbers").GetInt64());
        Assert.Equal(0, told.GetProperty("nan").GetInt64());
        Assert.True(peak < 100 << 10, $"{peak} kB");
    }

    [Fact]
    public async Task Weights_are_shown_without_libtorch()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("NEEDS Linux, whose loader can write down which libraries it loads.");
        using var folder = new TemporaryFolder();
        async Task<string> Loaded(params string[] arguments)
        {
            var run = await GraftProcess.RunAsync(new GraftProcess.Start(arguments)
            {
                Environment = { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = folder.File(arguments[0]) },
            });
            Assert.Equal(0, run.ExitCode);
            return string.Concat(Directory.GetFiles(folder.Path, arguments[0] + ".*").Select(File.ReadAllText));
        }

        Assert.DoesNotContain(
            "libtorch",
            await Loaded("weights", Shared.Path("weights", "mobilenet_2_5_224_tf.h5")), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("libtorch", await Loaded("doctor"), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(long PeakKilobytes, JsonElement Told)> RunAsync(string path)
    {
        using var process = new GraftProcess.Start("weights", path, "--json").Begin();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, Peak(process) ?? 0);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        Assert.Equal(0, process.ExitCode);
        return (peak, JsonDocument.Parse(await output).RootElement);
    }

    // The most memory that the process ever had, libraries and all.
    private static long? Peak(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(
                line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? null
                : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // One tensor, whose bytes are never in memory as a whole.
    private static void WriteTorchFile(string path, int numbers)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using (var pickle = archive.CreateEntry("large/data.pkl", CompressionLevel.NoCompression).Open())
            pickle.Write(TorchSave.Pickle([("weight", [numbers])]));
        using var storage = archive.CreateEntry("large/data/0", CompressionLevel.NoCompression).Open();
        var piece = new byte[4 * 1_000_000];
        for (var i = 0; i < piece.Length; i += 4)
            BinaryPrimitives.WriteSingleLittleEndian(piece.AsSpan(i), i * 1e-6f);
        for (var written = 0; written < numbers; written += piece.Length / 4)
            storage.Write(piece);
    }
}
