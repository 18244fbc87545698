using System.Text.Json;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Bundles;

/// <summary>
/// A bundle's content with every field in use; its two models are plain bytes, which a bundle does not look into.
/// </summary>
internal static class Samples
{
    public static byte[] Onnx { get; } = [.. Formula.Unit("onnx", 5_000).Select(v => (byte)(v * 127))];

    public static byte[] Weights { get; } = [.. Formula.Unit("weights", 9_000).Select(v => (byte)(v * 127))];

    public static BundleConfiguration Configuration { get; } = new()
    {
        CreatedBy = "Graft 0.1.0",
        Task = BundleTask.ImageClassification,
        Labels = ["daisy", "Löwenzahn", "ひまわり", "a `quoted` | name"],
        Preprocessing = new Preprocessing
        {
            InputHeight = 160,
            InputWidth = 192,
            ResizeRule = ResizeRule.ShortSide,
            ResizeSize = 200,
            Interpolation = Interpolation.Bicubic,
            Antialias = false,
            Channels = ChannelOrder.Bgr,
            FullScale = 255f,
            Mean = [103.939f, 116.779f, 123.68f],
            StandardDeviation = [1f, 2f, 0.1f],
        },
        Backbone = new BackboneIdentity("mobilenet_0.75.keras",
            new WeightsIdentity("mobilenet_7_5_224_tf_no_top.h5", new ContentHash("sha256", "00ff"), "Apache-2.0")),
        Head = "dense:256",
        Graph = JsonDocument.Parse("""{"layers":[{"class":"Dense","units":4,"rate":0.1}]}""").RootElement,
        Parts = new PartsRecord(
            train: ["0123456789abcdef", "00000000000000aa"],
            validation: ["00000000000000bb"],
            test: ["00000000000000cc", "00000000000000aa"]),
        Metrics = new BundleMetrics
        {
            Validation = new PartMetrics(0.925, 0.21, 40),
            Test = new PartMetrics(0.9, 0.3333333333333333, 50),
        },
    };

    public static BundleContent Content { get; } = new()
    {
        Configuration = Configuration,
        Onnx = Onnx,
        WriteWeights = stream => stream.Write(Weights),
        Recipe = """{"seed": 1}"""u8.ToArray(),
    };

    public static byte[] Bytes()
    {
        using var folder = new TemporaryFolder();
        BundleWriter.Write(folder.File("a.graft"), Content);
        return File.ReadAllBytes(folder.File("a.graft"));
    }
}
