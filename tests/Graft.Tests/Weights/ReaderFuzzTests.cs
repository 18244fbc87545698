using System.Globalization;
using System.IO.Compression;

namespace Graft.Tests.Weights;

/// <summary>
/// Each reader against files that are changed at random, for as long as <c>GRAFT_FUZZ_MINUTES</c> says. Started by hand, one
/// reader or all: <c>GRAFT_FUZZ_MINUTES=10 dotnet run --project tests/Graft.Tests -- --explicit only --filter-class "*ReaderFuzz*"</c>.
/// The short runs that belong to every build stand beside each reader's tests.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ReaderFuzzTests
{
    private static readonly string[] Formats = ["fixtures/keras/formats", "fixtures/torchvision/formats", "fixtures/hostile"];

    [Fact(Explicit = true)]
    public void Torch_archives() => Run(name => name.EndsWith(".pth", StringComparison.Ordinal) && !IsLegacy(name));

    [Fact(Explicit = true)]
    public void Torch_files_in_the_older_layout() => Run(name => name.EndsWith(".pth", StringComparison.Ordinal) && IsLegacy(name));

    [Fact(Explicit = true)]
    public void Safetensors() => Run(name => name.EndsWith(".safetensors", StringComparison.Ordinal));

    [Fact(Explicit = true)]
    public void Keras_legacy_files() => Run(
        name => name.EndsWith(".h5", StringComparison.Ordinal) && !name.EndsWith(".weights.h5", StringComparison.Ordinal));

    [Fact(Explicit = true)]
    public void Keras_3_weights() => Run(name => name.EndsWith(".weights.h5", StringComparison.Ordinal));

    [Fact(Explicit = true)]
    public void Keras_3_archives() => Run(name => name.EndsWith(".keras", StringComparison.Ordinal));

    // Checksums stand over an archive's bytes: half of the time an array is changed before it is put in.
    [Fact(Explicit = true)]
    public void Numpy_archives()
    {
        (string Name, byte[] Bytes)[] arrays =
        [
            ("conv/kernel", NumpyFiles.Array("<f4", "3, 3, 1, 2", new byte[72])),
            ("conv/bias", NumpyFiles.Array("<f2", "2,", new byte[4])),
            ("count", NumpyFiles.Array("<i8", "", new byte[8])),
            ("mask", NumpyFiles.Array("|b1", "5,", new byte[5])),
        ];
        Run((folder, random) =>
        {
            var level = random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Optimal;
            var which = random.Next(arrays.Length);
            var other = arrays[random.Next(arrays.Length)].Bytes;
            var bytes = random.Next(2) == 0
                ? NumpyFiles.Archive(level, arrays.Select((array, i) =>
                    i == which ? (array.Name, Mutations.Change(array.Bytes, other, random)) : array))
                : Mutations.Change(NumpyFiles.Archive(level, arrays), other, random);
            return folder.Write("w.npz", bytes);
        });
    }

    [Fact(Explicit = true)]
    public void Folders_of_the_hub() => Run(FuzzedFolder.Whole());

    [Fact(Explicit = true)]
    public void Weights_in_parts() => Run(FuzzedFolder.InParts());

    private static void Run(Func<string, bool> isWanted)
    {
        const long Largest = 100_000;
        string[] files =
        [
            .. Formats.SelectMany(folder => Directory.GetFiles(Shared.Path(folder.Split('/'))))
                .Where(path => isWanted(Path.GetFileName(path)) && new FileInfo(path).Length is > 0 and < Largest)
                .Order(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(files);
        Run((folder, random) =>
        {
            var path = files[random.Next(files.Length)];
            var other = files[random.Next(files.Length)];
            return folder.Write(
                "w" + Path.GetExtension(path), Mutations.Change(File.ReadAllBytes(path), File.ReadAllBytes(other), random));
        });
    }

    private static void Run(Func<TemporaryFolder, Random, string> write)
    {
        var text = Environment.GetEnvironmentVariable("GRAFT_FUZZ_MINUTES");
        if (string.IsNullOrEmpty(text))
            Assert.Skip("NEEDS GRAFT_FUZZ_MINUTES, which says for how long.");
        var minutes = double.Parse(text!, CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("GRAFT_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);
        var (loaded, refused) = Mutations.Run(write, TimeSpan.FromMinutes(minutes), seed);
        TestContext.Current.SendDiagnosticMessage($"{loaded} copies loaded, {refused} refused");
        Assert.True(loaded > 0 && refused > 0, $"{loaded} loaded, {refused} refused");
    }

    private static bool IsLegacy(string name) => name.Contains("legacy", StringComparison.Ordinal);
}
