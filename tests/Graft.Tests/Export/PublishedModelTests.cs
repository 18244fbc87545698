using System.Globalization;
using System.IO.Compression;
using Graft.Backbones;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime;
using Graft.Runtime.Imaging;
using static TorchSharp.torch;

namespace Graft.Tests.Export;

public sealed class PublishedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mobilenet_v1_0.25_224", "mobilenet_2_5_224_tf.h5", 0.25)]
    [InlineData("mobilenet_v1_0.75_224", "mobilenet_7_5_224_tf.h5", 0.75)]
    public void A_bundle_of_published_weights_says_of_real_pictures_what_Keras_says(string name, string weights, double alpha)
    {
        using var scope = NewDisposeScope();
        using var json = Shared.Json("fixtures", "real_weights", "predictions.json");
        using var pack = ZipFile.OpenRead(Shared.Path("data", "imagenet_samples.zip"));
        var model = MobileNet.Load(Shared.Path("weights", weights), alpha: alpha);
        var labels = Enumerable.Range(0, 1000).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();
        model.Save(folder.File("a.graft"), new BundleDetails { Labels = labels });
        using var classifier = ImageClassifier.Open(folder.File("a.graft"));
        var pixels = new List<byte>();
        var pictures = json.RootElement.GetProperty("models").GetProperty(name).GetProperty("pictures").EnumerateArray()
            .Where((_, i) => i % 4 == 0).ToList();
        foreach (var expected in pictures)
        {
            var picture = PictureDecoder.Decode(Bytes(pack.GetEntry(expected.GetProperty("file").GetString()!)!));
            pixels.AddRange(classifier.Preprocessing.Resize(picture).Pixels);
            var prediction = classifier.Predict(picture);
            foreach (var (index, probability) in expected.GetProperty("top5").EnumerateArray()
                .Zip(expected.GetProperty("probabilities").EnumerateArray()))
                Assert.Equal(probability.GetSingle(), prediction.Probabilities[index.GetInt32()], 1e-4f);
        }

        var check = OnnxCheck.Run(model, classifier, pixels.ToArray(), pictures.Count);

        Assert.Equal(pictures.Count, check.Agreement);
        Assert.InRange(check.LargestDifference, 0, 2e-5);
        TestContext.Current.TestOutputHelper?
            .WriteLine($"largest difference {check.LargestDifference:g3} on {check.Count} pictures");
    }

    [Fact]
    public void The_classic_program_is_saved_and_checked()
    {
        using var scope = NewDisposeScope();
        var backbone = MobileNet.Load(Shared.Path("weights", "mobilenet_2_5_224_tf_no_top.h5"), includeTop: false,
            inputShape: (128, 96, 3), alpha: 0.25);
        backbone.Trainable = false;
        var x = new Dense(64, activation: "relu").Apply(new Flatten().Apply(backbone.Output));
        var model = new Model(backbone.Input, new Dense(10, activation: "softmax").Apply(x));
        var labels = Enumerable.Range(0, 10).Select(i => $"class {i}").ToList();

        model.Save(folder.File("a.graft"), new BundleDetails { Labels = labels });

        using var classifier = ImageClassifier.Open(folder.File("a.graft"));
        var pixels = Formula.Unit("pixels", 9 * 128 * 96 * 3).Select(v => (byte)((v + 1) * 127)).ToArray();
        Assert.Equal((128, 96), (classifier.Preprocessing.InputHeight, classifier.Preprocessing.InputWidth));
        Assert.InRange(OnnxCheck.Run(Model.Load(folder.File("a.graft")), classifier, pixels, 9).LargestDifference, 0, 1e-5);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
