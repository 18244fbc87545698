using System.Text.Json;
using Graft.Backbones;
using Graft.Data;
using Graft.Runtime.Imaging;
using Graft.Trunk;
using Graft.Weights;

namespace Graft.Tests.Backbones.Keras;

/// <summary>MobileNet with its published weights says of real photos what Keras says of them.</summary>
public sealed class PublishedMobileNetTests
{
    [Theory]
    [InlineData("mobilenet_0.25", "mobilenet_v1_0.25_224")]
    [InlineData("mobilenet_0.75", "mobilenet_v1_0.75_224")]
    public void Features_probabilities_and_the_five_best_classes_are_those_of_Keras(string name, string reference)
    {
        var model = Load(name, includeTop: true);
        var pooled = model.Nodes.Single(node => node.Layer is Graft.Layers.GlobalAveragePooling2D).Outputs[0];
        var pass = new TrunkPass(new Model([model.Input], [pooled, model.Output]));
        using var json = Shared.Json("fixtures", "real_weights", "predictions.json");
        var pictures = json.RootElement.GetProperty("models").GetProperty(reference).GetProperty("pictures");
        var expected = pictures.EnumerateArray().ToList();
        var (features, probabilities) = Run(pass, BackboneRegistry.Find(name).Weights.Preprocessing, [.. expected.Select(File)]);
        Assert.Equal(100, pass.SamplesRun);

        var arrays = Shared.Tensors("fixtures", "real_weights", "predictions.safetensors");
        Compare("/pooled_features", features);
        Compare("/probabilities_first20", probabilities);
        foreach (var (picture, own) in expected.Zip(probabilities))
            CompareBest(picture, own);

        void Compare(string array, List<float[]> rows) =>
            Close.Relative(arrays[reference + array].Floats(), [.. rows.Take(20).SelectMany(row => row)], 1e-4, array);
    }

    [Theory]
    [InlineData("mobilenet_0.25", "mobilenet_v1_0.25_224.f32.safetensors")]
    [InlineData("mobilenet_0.75", "mobilenet_v1_0.75_224.f32.safetensors")]
    public void The_same_weights_are_read_from_both_formats(string name, string file)
    {
        var fromKeras = Load(name, includeTop: true);
        var path = Shared.Path("weights", file);
        Compare(BackboneRegistry.Find(name).Load(new BackboneOptions { IncludeTop = true, Weights = path }));

        // Under the published name with the other ending it is found without being named.
        using var folder = new TemporaryFolder();
        var published = BackboneRegistry.Find(name).Weights.WithTop.File;
        System.IO.File.Copy(path, folder.File(Path.ChangeExtension(published, ".safetensors")));
        var options = new BackboneOptions { IncludeTop = true, Search = SearchIn(folder.Path) };
        Assert.Equal(WeightsOrigin.Folder, BackboneRegistry.Find(name).Locate(options).Origin);
        Compare(BackboneRegistry.Find(name).Load(options));

        void Compare(Model model)
        {
            foreach (var (expected, actual) in fromKeras.Weights.Zip(model.Weights, (a, b) => (a, b)))
                Assert.True(expected.ToArray().AsSpan().SequenceEqual(actual.ToArray()), $"{actual.Layer.Name}/{actual.Name}");
        }
    }

    [Fact]
    public void A_network_without_its_top_takes_the_file_with_it_and_prefers_the_one_without()
    {
        var withTop = Load("mobilenet_0.25", includeTop: true);
        var backbone = BackboneRegistry.Find("mobilenet_0.25");
        foreach (var file in new[] { backbone.Weights.WithTop.File, backbone.Weights.WithoutTop!.File })
        {
            var model = backbone.Load(new BackboneOptions { Weights = Shared.Path("weights", file) });
            Assert.Equal("conv_pw_13_relu", model.Layers[^1].Name);
            foreach (var (expected, actual) in withTop.Weights.Zip(model.Weights))
            {
                Assert.Equal((expected.Layer.Name, expected.Name), (actual.Layer.Name, actual.Name));
                Assert.Equal(expected.ToArray(), actual.ToArray());
            }
        }
        var located = backbone.Locate(new BackboneOptions { Search = SearchIn(Shared.Path("weights")) });
        Assert.Equal(backbone.Weights.WithoutTop, located.File);
        Assert.Equal("conv_pw_13_relu", BackboneRegistry.Find("mobilenet_0.75").Load(
            new BackboneOptions { Search = SearchIn(Shared.Path("weights")) }).Layers[^1].Name);
    }

    [Fact]
    public void A_network_with_its_top_refuses_the_file_without_it_and_names_what_is_missing()
    {
        var path = Shared.Path("weights", "mobilenet_2_5_224_tf_no_top.h5");
        var options = new BackboneOptions { IncludeTop = true, Weights = path };
        var error = Assert.Throws<WeightsMismatchException>(() => BackboneRegistry.Find("mobilenet_0.25").Load(options));
        Assert.Equal(["conv_preds/kernel [1, 1, 256, 1000]", "conv_preds/bias [1000]"], error.Missing);
    }

    [Fact]
    public void Weights_of_another_width_are_refused()
    {
        var options = new BackboneOptions { Weights = Shared.Path("weights", "mobilenet_7_5_224_tf.h5") };
        var error = Assert.Throws<WeightsMismatchException>(() => BackboneRegistry.Find("mobilenet_0.25").Load(options));
        Assert.Equal(135, error.Misshaped.Count);
    }

    private static Model Load(string name, bool includeTop) => BackboneRegistry.Find(name).Load(
        new BackboneOptions { IncludeTop = includeTop, Search = SearchIn(Shared.Path("weights")) });

    private static WeightsSearch SearchIn(string folder) =>
        new() { Folders = [folder], Cache = Path.Combine(folder, "no-cache"), Offline = true };

    private static string File(JsonElement picture) => picture.GetProperty("file").GetString()!;

    private static (List<float[]> Features, List<float[]> Probabilities) Run(
        TrunkPass pass, Preprocessing preprocessing, IReadOnlyList<string> files)
    {
        using var pictures = PictureList.Open([Shared.Path("data", "imagenet_samples.zip")]);
        var byFile = pictures.Pictures.ToDictionary(Below);
        var (features, probabilities) = (new List<float[]>(), new List<float[]>());
        foreach (var batch in files.Chunk(pass.BatchSize))
        {
            byte[] pixels = [.. batch.SelectMany(file =>
                preprocessing.Resize(PictureDecoder.Decode(byFile[file].Read(PictureLimits.Default.MaximumBytes))).Pixels)];
            var outputs = pass.Run(pixels, preprocessing);
            features.AddRange(Enumerable.Range(0, batch.Length).Select(i => outputs[0][i].ToArray()));
            probabilities.AddRange(Enumerable.Range(0, batch.Length).Select(i => outputs[1][i].ToArray()));
        }
        return (features, probabilities);
    }

    private static string Below(PictureReference picture) =>
        picture.Name[picture.Name.IndexOf("test/", StringComparison.Ordinal)..];

    // Neighbours in the order that are closer than 1e-3 may stand the other way round.
    private static void CompareBest(JsonElement picture, float[] own)
    {
        int[] best = [.. picture.GetProperty("top5").EnumerateArray().Select(v => v.GetInt32())];
        float[] expected = [.. picture.GetProperty("probabilities").EnumerateArray().Select(v => v.GetSingle())];
        Close.Relative(expected, [.. best.Select(index => own[index])], 1e-4, File(picture));
        int[] ownBest = [.. own.Index().OrderByDescending(entry => entry.Item).Take(6).Select(entry => entry.Index)];
        var next = expected[1..].Append(own[ownBest[5]]);
        if (expected.Zip(next).All(pair => pair.First - pair.Second > 1e-3))
            Assert.Equal(best, ownBest[..5]);
        if (expected[0] - expected[1] > 1e-3)
            Assert.Equal(best[0], ownBest[0]);
    }
}
