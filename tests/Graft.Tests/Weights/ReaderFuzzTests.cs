using System.Globalization;

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

    private static void Run(Func<string, bool> isWanted)
    {
        const long Largest = 100_000;
        var text = Environment.GetEnvironmentVariable("GRAFT_FUZZ_MINUTES");
        if (string.IsNullOrEmpty(text))
            Assert.Skip("NEEDS GRAFT_FUZZ_MINUTES, which says for how long.");
        var minutes = double.Parse(text!, CultureInfo.InvariantCulture);
        string[] files =
        [
            .. Formats.SelectMany(folder => Directory.GetFiles(Shared.Path(folder.Split('/'))))
                .Where(path => isWanted(Path.GetFileName(path)) && new FileInfo(path).Length is > 0 and < Largest)
                .Order(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(files);
        var seed = int.Parse(Environment.GetEnvironmentVariable("GRAFT_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);
        var (loaded, refused) = Mutations.Run(files, TimeSpan.FromMinutes(minutes), seed);
        TestContext.Current.SendDiagnosticMessage($"{files.Length} files, {loaded} copies loaded, {refused} refused");
        Assert.True(loaded > 0 && refused > 0, $"{loaded} loaded, {refused} refused");
    }

    private static bool IsLegacy(string name) => name.Contains("legacy", StringComparison.Ordinal);
}
