using System.Text.Json;

namespace Graft.AcceptanceTests;

public sealed class BackbonesTests
{
    [Fact]
    public async Task The_list_tells_all_that_the_contract_says()
    {
        var run = await PublishedWeights.RunAsync("backbones", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var listed = run.Json.EnumerateArray().ToDictionary(backbone => backbone.GetProperty("name").GetString()!);
        Assert.All(listed.Values, backbone =>
        {
            Assert.Equal(
                ["family", "features", "inputSize", "minimumSize", "name", "parameters", "preprocessing", "weights"],
                backbone.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
            Assert.All(backbone.GetProperty("weights").EnumerateArray(), weights =>
            {
                foreach (var name in (string[])["tag", "source", "file", "url", "hash", "licence", "top1", "cached"])
                    Assert.True(weights.TryGetProperty(name, out _), name);
                var file = weights.GetProperty("file").GetString();
                var url = weights.GetProperty("url").GetString();
                if (weights.GetProperty("source").GetString() == "graft")
                {
                    Assert.Null(url);
                    return;
                }
                // Keras keeps NASNet's files under other names than its server; on the hub all of timm's are called alike.
                if (url!.StartsWith("https://huggingface.co/", StringComparison.Ordinal))
                    Assert.Equal($"https://huggingface.co/timm/{file![..^".safetensors".Length]}/resolve/main/model.safetensors", url);
                else if (backbone.GetProperty("family").GetString() != "nasnet")
                    Assert.EndsWith("/" + file, url, StringComparison.Ordinal);
            });
        });
        var vgg = listed["vgg16.keras"];
        Assert.Equal(
            [14_714_688, 224, 512],
            ((string[])["parameters", "inputSize", "features"]).Select(name => vgg.GetProperty(name).GetInt64()));
        var hash = vgg.GetProperty("weights")[0].GetProperty("hash");
        Assert.Equal("64373286793e3c8b2b4e3219cbf3544b", hash.GetProperty("value").GetString());
        Assert.Equal("bgr", vgg.GetProperty("preprocessing").GetProperty("channels").GetString());
        Assert.Equal(JsonValueKind.Null, listed["mobilenet_0.75.keras"].GetProperty("weights")[0].GetProperty("hash").ValueKind);
    }

    [Fact]
    public async Task It_says_which_weights_are_on_this_machine()
    {
        using var cache = new TemporaryFolder();
        var start = PublishedWeights.Start("backbones", "--json");
        start.Environment["GRAFT_CACHE"] = cache.Path;
        var run = await GraftProcess.RunAsync(start);

        var cached = run.Json.EnumerateArray()
            .SelectMany(backbone => backbone.GetProperty("weights").EnumerateArray())
            .Where(weights => weights.GetProperty("cached").GetBoolean())
            .Select(weights => weights.GetProperty("file").GetString());
        Assert.Equal(
            ["embedded.safetensors", "mobilenet_2_5_224_tf.h5", "mobilenet_2_5_224_tf_no_top.h5", "mobilenet_7_5_224_tf.h5"],
            cached.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_wrong_name_gets_the_nearest_right_ones()
    {
        var run = await PublishedWeights.RunAsync("summary", "mobilnet_0.75.keras");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("mobilenet_0.75.keras", run.Error, StringComparison.Ordinal);
    }
}
