using System.Globalization;
using System.Text;

namespace Graft.AcceptanceTests;

public sealed class FeaturesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Features_of_real_pictures_are_those_of_the_published_network()
    {
        var pictures = Pictures(20);
        var run = await PublishedWeights.RunAsync(
            ["features", .. pictures, "--backbone", PublishedWeights.Backbone, "-o", folder.File("f.safetensors"), "--json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var expected =
            Shared.Tensors("fixtures", "real_weights", "predictions.safetensors")["mobilenet_v1_0.25_224/pooled_features"];
        var features = TensorFile.Read(folder.File("f.safetensors"))["features"];
        Assert.Equal([20, 256], features.Shape);
        Close.Relative(expected.Floats(), features.Floats(), 1e-4, "features");
        Assert.Equal(PublishedWeights.Backbone, run.Json.GetProperty("backbone").GetString());
        Assert.Equal([20, 256], run.Json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(pictures, run.Json.GetProperty("files").EnumerateArray().Select(file => file.GetString()!));
        Assert.Equal(0, run.Json.GetProperty("unusable").GetArrayLength());
        Assert.Equal(20, run.Json.GetProperty("trunk").GetProperty("picturesRun").GetInt32());
        Assert.True(run.Json.GetProperty("trunk").GetProperty("picturesPerSecond").GetDouble() > 0);
    }

    [Fact]
    public async Task With_its_top_the_network_gives_logits_whose_softmax_is_the_published_one()
    {
        var run = await PublishedWeights.RunAsync(
            ["features", .. Pictures(20), "--backbone", PublishedWeights.Backbone, "--include-top", "-o", folder.File("l.npy")]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var expected = Shared.Tensors("fixtures", "real_weights",
            "predictions.safetensors")["mobilenet_v1_0.25_224/probabilities_first20"].Floats();
        Close.Relative(expected, [.. Npy(folder.File("l.npy"), [20, 1000]).Chunk(1000).SelectMany(Softmax)], 1e-4, "features");
    }

    [Fact]
    public async Task A_picture_that_cannot_be_used_gives_a_row_of_NaN_and_exit_code_3_in_every_format()
    {
        var pictures = Pictures(2);
        var broken = folder.File("broken[1].jpg");
        File.WriteAllBytes(broken, File.ReadAllBytes(pictures[0])[..2000]);
        string[] given = [pictures[0], broken, folder.File("missing.png"), pictures[1]];

        foreach (var ending in (string[])["npy", "safetensors", "parquet"])
        {
            var run = await PublishedWeights.RunAsync(["features", .. given, "--backbone", PublishedWeights.Backbone,
                "--input-size", "64", "-o", folder.File("f." + ending), "--json"]);
            Assert.Equal(3, run.ExitCode);
            Assert.Equal(given[1..3], run.Json.GetProperty("unusable").EnumerateArray().Select(file => file.GetString()!));
            Assert.Contains($"'{broken}' cannot be used", run.Error, StringComparison.Ordinal);
            Assert.Contains("missing.png' cannot be used", run.Error, StringComparison.Ordinal);
        }

        var rows = Npy(folder.File("f.npy"), [4, 256]).Chunk(256).ToArray();
        Assert.All(rows[1].Concat(rows[2]), value => Assert.True(float.IsNaN(value)));
        Assert.All(rows[0].Concat(rows[3]), value => Assert.True(float.IsFinite(value)));
        Assert.Equal(rows.SelectMany(row => row), TensorFile.Read(folder.File("f.safetensors"))["features"].Floats());
    }

    [Fact]
    public async Task Inputs_given_as_an_array_give_the_features_of_the_pictures_that_they_are_of()
    {
        var picture = Pictures(1)[0];
        await PublishedWeights.RunAsync(
            "features", picture, "--backbone", PublishedWeights.Backbone, "--layer", "input_layer", "-o", folder.File("in.npy"));
        var raw = await PublishedWeights.RunAsync("features", folder.File("in.npy"), "--raw-input", "--backbone",
            PublishedWeights.Backbone, "-o", folder.File("raw.npy"), "--json");
        var direct = await PublishedWeights.RunAsync(
            "features", picture, "--backbone", PublishedWeights.Backbone, "-o", folder.File("direct.npy"));

        Assert.Equal((0, 0), (raw.ExitCode, direct.ExitCode));
        Assert.Equal(File.ReadAllBytes(folder.File("direct.npy")), File.ReadAllBytes(folder.File("raw.npy")));
        Assert.Equal($"{folder.File("in.npy")}[0]", raw.Json.GetProperty("files")[0].GetString());
    }

    [Fact]
    public async Task A_layer_can_be_named_and_pooled()
    {
        var picture = Pictures(1)[0];
        // In one precision: left to itself, each place of the network decides for its own.
        string[] common =
        [
            "features", picture, "--backbone", PublishedWeights.Backbone, "--input-size", "64x96", "--layer", "conv_pw_3_relu",
            "--precision", "fp32",
        ];
        await PublishedWeights.RunAsync([.. common, "-o", folder.File("map.npy")]);
        await PublishedWeights.RunAsync([.. common, "--pooling", "avg", "-o", folder.File("avg.npy")]);
        var last = await PublishedWeights.RunAsync([.. common, "--pooling", "max", "-o", folder.File("max.npy"), "--json"]);

        Assert.Equal("conv_pw_3_relu", last.Json.GetProperty("layer").GetString());
        var channels = Npy(folder.File("map.npy"), [1, 16, 24, 32]).Select((value, at) => (value, channel: at % 32)).ToLookup(
            pair => pair.channel, pair => pair.value);
        Close.Relative([.. Enumerable.Range(0, 32).Select(channel => channels[channel].Average())],
            Npy(folder.File("avg.npy"), [1, 32]), 1e-5, "features");
        Assert.Equal(Enumerable.Range(0, 32).Select(channel => channels[channel].Max()), Npy(folder.File("max.npy"), [1, 32]));
    }

    [Fact]
    public async Task A_list_on_standard_input_gives_its_order()
    {
        var pictures = Pictures(3);
        var start = PublishedWeights.Start(
            "features", "-", "--backbone", PublishedWeights.Backbone, "--input-size", "32", "-o", folder.File("f.npy"), "--json");
        start = start with { Input = string.Join('\n', pictures.Reverse()) + "\n" };
        var run = await GraftProcess.RunAsync(start);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(pictures.Reverse(), run.Json.GetProperty("files").EnumerateArray().Select(file => file.GetString()!));
    }

    private IReadOnlyList<string> Pictures(int count)
    {
        using var reference = Shared.Json("fixtures", "real_weights", "predictions.json");
        var model = reference.RootElement.GetProperty("models").GetProperty("mobilenet_v1_0.25_224");
        var names = model.GetProperty("pictures").EnumerateArray()
            .Take(count).Select(picture => picture.GetProperty("file").GetString()!).ToList();
        return SharedPictures.Unpack("imagenet_samples", names, folder.Path);
    }

    private static float[] Npy(string path, int[] shape)
    {
        var bytes = File.ReadAllBytes(path);
        var header = Encoding.ASCII.GetString(bytes, 10, 118);
        var sizes = string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
        Assert.Contains($"'shape': ({sizes})", header, StringComparison.Ordinal);
        var values = new float[(bytes.Length - 128) / sizeof(float)];
        Buffer.BlockCopy(bytes, 128, values, 0, bytes.Length - 128);
        return values;
    }

    private static IEnumerable<float> Softmax(float[] logits)
    {
        var largest = logits.Max();
        var sum = logits.Sum(logit => Math.Exp(logit - largest));
        return logits.Select(logit => (float)(Math.Exp(logit - largest) / sum));
    }
}
