using System.Security.Cryptography;
using Graft.Engine;
using Graft.Export;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.AcceptanceTests;

public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_finished_model_goes_into_8_bits_by_pictures_like_those_it_will_see()
    {
        SkipWithoutInt8();
        var (data, model) = (SmallData.WithParts(folder), folder.File("m.graft"));
        await Train(data, model);
        var onnx = folder.File("m.int8.onnx");
        var needed = await GraftProcess.RunAsync("export", model, "--format", "onnx-int8", "-o", onnx);
        Assert.Equal(2, needed.ExitCode);
        Assert.Contains("--samples", needed.Error);
        Assert.False(File.Exists(onnx));

        var exported = await GraftProcess.RunAsync(
            "export", model, "--format", "onnx-int8", "--samples", data, "-o", onnx, "--json");

        Assert.Equal(0, exported.ExitCode);
        Assert.Equal(["bytes", "check", "format", "licence", "output"], exported.Json.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal(new FileInfo(onnx).Length, exported.Json.GetProperty("bytes").GetInt64());
        var check = exported.Json.GetProperty("check");
        Assert.Equal(40, check.GetProperty("count").GetInt32());
        Assert.InRange(check.GetProperty("agreement").GetInt32(), 36, 40);
        Assert.InRange(check.GetProperty("meanDifference").GetDouble(), 1e-6, 0.05);
        var bundle = Bundle.Open(model);
        Assert.InRange(new FileInfo(onnx).Length, 1, bundle.LengthOf(BundleParts.Onnx) / 2);
        using var classifier = ImageClassifier.FromOnnx(
            File.ReadAllBytes(onnx), bundle.Configuration.Labels, bundle.Configuration.Preprocessing!);
        using var exact = ImageClassifier.Open(model);
        var pictures = Directory.GetFiles(Path.Combine(data, "test", "ants"));
        Assert.InRange(pictures.Count(picture => classifier.Predict(picture).Label == exact.Predict(picture).Label), 7, 8);
    }

    [Fact]
    public async Task A_model_trained_in_8_bits_is_in_8_bits()
    {
        SkipWithoutInt8();
        var (data, model) = (SmallData.WithParts(folder), folder.File("m.graft"));
        var trained = await Train(data, model, "--precision", "int8", "--json");
        Assert.Equal("int8", trained.Json.GetProperty("trunk").GetProperty("dtype").GetString());
        Assert.True(OnnxFile.IsInIntegers(Bundle.Open(model).ReadPart(BundleParts.Onnx)));
        var judged = await GraftProcess.RunAsync("evaluate", model, data, "--json");
        Assert.Equal(
            trained.Json.GetProperty("test").GetProperty("accuracy").GetDouble(), judged.Json.GetProperty("accuracy").GetDouble());

        foreach (var (format, part) in new[]
        {
            ("onnx", BundleParts.Onnx), ("onnx-int8", BundleParts.Onnx), ("safetensors", BundleParts.Weights),
        })
        {
            var file = folder.File("m." + format);
            var exported = await GraftProcess.RunAsync("export", model, "--format", format, "-o", file);
            Assert.Equal((0, ""), (exported.ExitCode, exported.Error));
            Assert.Equal(Bundle.Open(model).ReadPart(part), File.ReadAllBytes(file));
        }
        foreach (var name in new[] { "m.weights.h5", "m.h5" })
        {
            var exported = await GraftProcess.RunAsync("export", model, "--format", "keras", "-o", folder.File(name));
            Assert.Equal((0, ""), (exported.ExitCode, exported.Error));
            using var expected = WeightsFile.Open(folder.File("m.safetensors"));
            using var written = WeightsFile.Open(folder.File(name));
            Assert.Equal(
                expected.Arrays.Select(array => Convert.ToHexString(SHA256.HashData(array.ReadBytes()))).Order(StringComparer.Ordinal),
                written.Arrays.Select(array => Convert.ToHexString(SHA256.HashData(array.ReadBytes()))).Order(StringComparer.Ordinal));
        }
        var wrong = await GraftProcess.RunAsync("export", model, "--format", "keras", "-o", folder.File("m.keras"));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains(".weights.h5", wrong.Error);
        var again = await GraftProcess.RunAsync("export", model, "--format", "onnx", "-o", folder.File("m.onnx"));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("--force", again.Error);
    }

    private static async Task<GraftProcess> Train(string data, string model, params string[] more)
    {
        var trained = await PublishedWeights.RunAsync(
            ["train", data, "--backbone", PublishedWeights.Backbone, "--input-size", "96", "-o", model, .. more]);
        Assert.Equal((0, trained.Error), (trained.ExitCode, trained.Error));
        return trained;
    }

    private static void SkipWithoutInt8()
    {
        if (!Processor.HasInt8)
            Assert.Skip("This processor has no instructions for 8 bits.");
    }
}
