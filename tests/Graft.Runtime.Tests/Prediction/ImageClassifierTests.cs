using Google.Protobuf;
using Graft.Export.Onnx;
using Graft.Runtime.Bundles;

namespace Graft.Runtime.Tests.Prediction;

public sealed class ImageClassifierTests : IDisposable
{
    private const int Values = TinyModel.Height * TinyModel.Width * 3;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pixels_give_the_probabilities_that_a_hand_computes()
    {
        TinyModel.WriteBundle(folder.File("a.graft"));
        using var classifier = ImageClassifier.Open(folder.File("a.graft"));
        var pixels = Pixels("batch", 5);

        var scores = classifier.PredictPixels(pixels, 5);

        Assert.Equal((5, 3), (scores.Count, scores.Classes));
        for (var i = 0; i < 5; i++)
        {
            var (probabilities, logits) = TinyModel.Expected(pixels.AsSpan(i * Values, Values));
            Close.Absolute(probabilities, scores.Probabilities.AsSpan(i * 3, 3), 1e-6, "probabilities");
            Close.Absolute(logits, scores.Logits.AsSpan(i * 3, 3), 1e-4, "logits");
            Close.Absolute(probabilities, [.. scores[i].Probabilities], 1e-6, "the picture's probabilities");
        }
    }

    [Fact]
    public void The_most_probable_class_comes_first()
    {
        using var classifier = ImageClassifier.FromOnnx(TinyModel.Bytes(), TinyModel.Labels, TinyModel.Preprocessing);
        var blue = Enumerable.Range(0, Values).Select(i => (byte)(i % 3 == 2 ? 200 : 20)).ToArray();

        var prediction = classifier.PredictPixels(blue, 1)[0];

        Assert.Equal("blue", prediction.Label);
        Assert.Equal(2, prediction.Index);
        Assert.Equal(prediction.Probabilities.Max(), prediction.Probability);
        Assert.Equal(TinyModel.Labels.Order(), prediction.Top(10).Select(entry => entry.Label).Order());
        Assert.Equal(prediction.Probabilities.OrderDescending(), prediction.Top(3).Select(entry => entry.Probability));
        Assert.Equal(new LabelProbability("blue", prediction.Probability), Assert.Single(prediction.Top(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => prediction.Top(0));
    }

    [Fact]
    public void Many_threads_get_what_one_gets()
    {
        using var classifier = ImageClassifier
            .FromOnnx(TinyModel.Bytes(), TinyModel.Labels, TinyModel.Preprocessing, new ClassifierOptions { Threads = 2 });
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var pixels = Pixels($"thread {i}", 2);
            var expected = TinyModel.Expected(pixels.AsSpan(Values, Values)).Probabilities;
            Close.Absolute(expected, [.. classifier.PredictPixels(pixels, 2)[1].Probabilities], 1e-6, "probabilities");
        });
    }

    [Fact]
    public void Disposing_waits_for_predictions_that_run_and_refuses_later_ones()
    {
        var classifier = ImageClassifier.FromOnnx(TinyModel.Bytes(), TinyModel.Labels, TinyModel.Preprocessing);
        var pixels = Pixels("dispose", 64);
        var refused = 0;
        using var started = new CountdownEvent(4);
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            started.Signal();
            try
            {
                while (true)
                    Assert.Equal(64, classifier.PredictPixels(pixels, 64).Count);
            }
            catch (ObjectDisposedException)
            {
                Interlocked.Increment(ref refused);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        started.Wait(TestContext.Current.CancellationToken);
        Thread.Sleep(20);
        classifier.Dispose();
        classifier.Dispose();
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(20))));
        Assert.Equal(4, refused);
    }

    [Fact]
    public void A_wrong_number_of_values_is_told()
    {
        using var classifier = ImageClassifier.FromOnnx(TinyModel.Bytes(), TinyModel.Labels, TinyModel.Preprocessing);
        var error = Assert.Throws<ArgumentException>(() => classifier.PredictPixels(new byte[71], 1));
        Assert.Contains("4 x 6 have 72 values, 71 were given", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.PredictPixels(ReadOnlyMemory<byte>.Empty, 0));
        Assert.Throws<OperationCanceledException>(() =>
            classifier.PredictPixels(new byte[72], 1, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_model_that_is_none_is_refused_with_the_bundle_s_name()
    {
        TinyModel.WriteBundle(folder.File("a.graft"), onnx: [1, 2, 3, 4]);
        var error = Assert.Throws<BundleException>(() => ImageClassifier.Open(folder.File("a.graft")));
        Assert.Contains("a.graft", error.Message);
        Assert.Contains("model.onnx", error.Message);
        Assert.Throws<BundleException>(() => ImageClassifier.FromOnnx([], TinyModel.Labels, TinyModel.Preprocessing));
    }

    [Fact]
    public void A_model_of_other_inputs_or_outputs_is_refused()
    {
        string Refused(Action<ModelProto> change) => Assert.Throws<BundleException>(() =>
            ImageClassifier.FromOnnx(TinyModel.Bytes(change), TinyModel.Labels, TinyModel.Preprocessing)).Message;

        Assert.Contains("'logits', float32 [batch, 3]", Refused(model => model.Graph.Output.RemoveAt(1)));
        Assert.Contains("uint8 [batch, 4, 6, 3]",
            Refused(model => model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 5));
        Assert.Contains("uint8 [batch, 4, 6, 3]", Refused(model => model.Graph.Input[0].Type.TensorType.ElemType = 1));
        Assert.Contains("uint8 [batch, 4, 6, 3]", Refused(model =>
            model.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = 1 }));
        Assert.Contains("float32 [batch, 2]", Assert.Throws<BundleException>(() =>
            ImageClassifier.FromOnnx(TinyModel.Bytes(), ["a", "b"], TinyModel.Preprocessing)).Message);
    }

    [Fact]
    public void A_model_whose_own_labels_stand_in_another_order_is_refused()
    {
        var good = TinyModel.Bytes(model => TinyModel.AddLabels(model, "red", "green", "blue"));
        TinyModel.WriteBundle(folder.File("good.graft"), good);
        using var classifier = ImageClassifier.Open(folder.File("good.graft"));
        Assert.Equal(TinyModel.Labels, classifier.Labels);

        var bad = TinyModel.Bytes(model => TinyModel.AddLabels(model, "green", "red", "blue"));
        TinyModel.WriteBundle(folder.File("bad.graft"), bad);
        Assert.Contains("labels", Assert.Throws<BundleException>(() => ImageClassifier.Open(folder.File("bad.graft"))).Message);
    }

    [Fact]
    public void A_model_that_reaches_for_files_outside_is_refused()
    {
        var path = folder.File("secret.bin");
        File.WriteAllBytes(path, new byte[36]);
        foreach (var location in new[] { path, Path.GetRelativePath(Environment.CurrentDirectory, path) })
        {
            var model = TinyModel.Bytes(model => MakeExternal(model, location));
            var error = Assert.Throws<BundleException>(() =>
                ImageClassifier.FromOnnx(model, TinyModel.Labels, TinyModel.Preprocessing));
            Assert.Contains("External data path", error.Message);
        }
    }

    [Fact]
    public void A_bundle_without_labels_is_no_classifier()
    {
        BundleWriter.Write(folder.File("a.graft"), new BundleContent
        {
            Configuration = new BundleConfiguration { CreatedBy = "the tests", Task = BundleTask.Model },
            Onnx = TinyModel.Bytes(),
            WriteWeights = _ => { },
        });
        Assert.Contains("no image classifier",
            Assert.Throws<BundleException>(() => ImageClassifier.Open(folder.File("a.graft"))).Message);
    }

    [Fact]
    public void At_least_one_thread_is_needed() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierOptions { Threads = 0 });

    // Fields that Graft never writes: external_data (13) with a location, and data_location (14) = EXTERNAL.
    private static void MakeExternal(ModelProto model, string location)
    {
        var entry = new StringStringEntryProto { Key = "location", Value = location }.ToByteArray();
        using var fields = new MemoryStream();
        using (var output = new CodedOutputStream(fields, leaveOpen: true))
        {
            output.WriteTag(13, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(entry));
            output.WriteTag(14, WireFormat.WireType.Varint);
            output.WriteInt32(1);
        }
        model.Graph.Initializer[0].RawData = ByteString.Empty;
        model.Graph.Initializer[0].MergeFrom(fields.ToArray());
    }

    private static byte[] Pixels(string key, int count) =>
        [.. Formula.Unit(key, (long)count * Values).Select(v => (byte)((v + 1) * 127))];
}
