using System.Text.Json;
using CsCheck;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using static TorchSharp.torch;

namespace Graft.Tests.Export;

public sealed class ModelBundleTests : IDisposable
{
    private static readonly Preprocessing Caffe = Preprocessing.Keras("caffe", 8, 8);
    private static readonly string[] Labels = ["ant", "bee", "wasp"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_loaded_model_is_the_saved_one_and_can_be_trained_on()
    {
        using var scope = NewDisposeScope();
        var model = Classifier();
        model.GetLayer("stem").Trainable = false;

        model.Save(folder.File("a.graft"));
        var loaded = Model.Load(folder.File("a.graft"));

        Assert.Equal(model.GetConfiguration().ToJsonString(), loaded.GetConfiguration().ToJsonString());
        Assert.Equal(model.TrainableWeights.Select(weight => weight.Name), loaded.TrainableWeights.Select(weight => weight.Name));
        AssertSameWeights(model, loaded);
        Assert.Equal(Caffe, ((Input)loaded.Input.Node.Layer).Preprocessing);
        loaded.Compile(optimizer: "sgd", loss: "categorical_crossentropy");
        var before = loaded.GetLayer("head").Weights[0].ToArray();
        loaded.Fit(new NDArray(Formula.Unit("x", 2 * 8 * 8 * 3), 2, 8, 8, 3), new float[,] { { 1, 0, 0 }, { 0, 0, 1 } },
            epochs: 1);
        Assert.NotEqual(before, loaded.GetLayer("head").Weights[0].ToArray());
    }

    [Fact]
    public void Random_models_come_back_as_they_were() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        using var scope = NewDisposeScope();
        using var own = new TemporaryFolder();
        var model = RandomModels.Make(seed);
        model.Save(own.File("a.graft"));
        var loaded = Model.Load(own.File("a.graft"));
        Assert.Equal(model.GetConfiguration().ToJsonString(), loaded.GetConfiguration().ToJsonString());
        AssertSameWeights(model, loaded);
        loaded.Save(own.File("b.graft"));
        Assert.Equal(File.ReadAllBytes(own.File("a.graft")), File.ReadAllBytes(own.File("b.graft")));
    }, iter: 30, threads: 1);

    [Fact]
    public void With_labels_it_is_an_image_classifier()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var model = Classifier();
        var details = new BundleDetails
        {
            Labels = Labels,
            Backbone = new BackboneIdentity("small.test", new WeightsIdentity("small.h5", new ContentHash("md5", "00ff"), "MIT")),
            Head = "linear",
            Parts = new PartsRecord(["00000000000000aa"], [], ["00000000000000bb"]),
            Metrics = new BundleMetrics { Test = new PartMetrics(0.5, 0.7, 1) },
            Recipe = """{"seed":1}""",
        };
        model.Save(folder.File("a.graft"), details);

        var bundle = Bundle.Open(folder.File("a.graft"));
        using var classifier = ImageClassifier.Open(bundle);
        var pixels = Formula.Unit("pixels", 5 * 8 * 8 * 3).Select(v => (byte)((v + 1) * 127)).ToArray();

        Assert.Equal(BundleTask.ImageClassification, bundle.Configuration.Task);
        Assert.Equal("small.h5", bundle.Configuration.Backbone?.Weights?.File);
        Assert.True(bundle.Configuration.Parts!.Contains(DataPart.Test, "00000000000000bb"));
        Assert.Equal("""{"seed":1}"""u8.ToArray(), bundle.ReadPart(BundleParts.Recipe));
        Assert.StartsWith("Graft ", bundle.Configuration.CreatedBy);
        Assert.Equal(Labels, classifier.Labels);
        Assert.InRange(OnnxCheck.Run(model, classifier, pixels, 5).LargestDifference, 0, 1e-5);
        Assert.InRange(OnnxCheck.Run(Model.Load(bundle), classifier, pixels, 5).LargestDifference, 0, 1e-5);
    }

    [Fact]
    public void An_ONNX_model_that_was_measured_already_is_taken_as_it_is()
    {
        using var scope = NewDisposeScope();
        var model = Classifier();
        var onnx = model.ToOnnx(Labels);
        model.Save(folder.File("a.graft"), new BundleDetails { Labels = Labels, Onnx = onnx });
        Assert.Equal(onnx, Bundle.Open(folder.File("a.graft")).ReadPart(BundleParts.Onnx));
    }

    [Fact]
    public void Saving_and_loading_leaves_no_tensor_behind()
    {
        using (var scope = NewDisposeScope())
            Classifier().Save(folder.File("warm.graft"), new BundleDetails { Labels = Labels });
        using var outer = NewDisposeScope();
        var model = Classifier();
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        model.Save(folder.File("a.graft"), new BundleDetails { Labels = Labels });
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        var loaded = Model.Load(folder.File("a.graft"));
        Assert.Equal(before + loaded.Weights.Count, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Labels_without_a_preprocessing_are_refused()
    {
        using var scope = NewDisposeScope();
        var input = new Input((8, 8, 3));
        var model = new Model(input.Output, new Dense(3, activation: "softmax").Apply(new Flatten().Apply(input.Output)));
        var error = Assert.Throws<OnnxException>(() => model.Save(folder.File("a.graft"), new BundleDetails { Labels = Labels }));
        Assert.Contains("preprocessing", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_bundle_whose_parts_do_not_fit_each_other_is_refused()
    {
        using var scope = NewDisposeScope();
        var model = Classifier();
        model.Save(folder.File("good.graft"));
        var good = Bundle.Open(folder.File("good.graft"));

        string Refused(BundleConfiguration configuration, Model weights)
        {
            BundleWriter.Write(folder.File("bad.graft"), new BundleContent
            {
                Configuration = configuration,
                Onnx = good.ReadPart(BundleParts.Onnx),
                WriteWeights = stream =>
                {
                    weights.SaveWeights(folder.File("weights.safetensors"));
                    stream.Write(File.ReadAllBytes(folder.File("weights.safetensors")));
                },
            }, overwrite: true);
            return Assert.Throws<BundleException>(() => Model.Load(folder.File("bad.graft"))).Message;
        }

        var other = new Input(4);
        Assert.Contains("stem", Refused(good.Configuration,
            new Model(other.Output, new Dense(3, name: "head").Apply(other.Output))));
        Assert.Contains("no graph", Refused(good.Configuration with { Graph = null }, model));
        Assert.Contains("cannot be made",
            Refused(good.Configuration with { Graph = JsonElement.Parse("""{"layers":[7]}""") }, model));
        Assert.Contains("cannot be made", Refused(good.Configuration with { Graph = JsonElement.Parse("{}") }, model));
        foreach (var units in new[] { "-1", "2000000000", "1e300", "\"three\"" })
        {
            var graph = model.GetConfiguration().ToJsonString()
                .Replace("\"units\":3", $"\"units\":{units}", StringComparison.Ordinal);
            Assert.Contains("cannot be made", Refused(good.Configuration with { Graph = JsonElement.Parse(graph) }, model));
        }
    }

    private static Model Classifier()
    {
        var input = new Input((8, 8, 3), preprocessing: Caffe);
        var x = new Conv2D(4, 3, padding: "same", activation: "relu", name: "stem").Apply(input.Output);
        x = new GlobalAveragePooling2D().Apply(new BatchNormalization().Apply(x));
        var model = new Model(input.Output, new Dense(3, activation: "softmax", name: "head").Apply(x));
        RandomModels.SetWeights(model, 5);
        return model;
    }

    private static void AssertSameWeights(Model expected, Model actual)
    {
        Assert.Equal(
            expected.Weights.Select(weight => $"{weight.Layer.Name}/{weight.Name}"),
            actual.Weights.Select(weight => $"{weight.Layer.Name}/{weight.Name}"));
        foreach (var (one, other) in expected.Weights.Zip(actual.Weights))
            Assert.Equal(one.ToArray(), other.ToArray());
    }
}
