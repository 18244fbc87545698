using System.Text.Json;
using Graft.Backbones;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Tests.Layers.Keras;
using Graft.Weights;

namespace Graft.Tests.Backbones;

public sealed class BackboneRegistryTests
{
    // The graph that Keras makes of the published weights and the one that it makes without are two of the reference data.
    public static TheoryData<string> Published =>
        [.. KerasNetwork.Names.Where(name => name != "efficientnet_b0_imagenet_graph" && IsBackbone(name))];

    [Theory]
    [MemberData(nameof(Published))]
    public void Files_addresses_checksums_and_preprocessing_are_those_that_Keras_asks_for(string name)
    {
        var published = Json(name).GetProperty("published");
        var backbone = BackboneRegistry.Find(name + ".keras");
        CompareFile(published.GetProperty("top"), backbone.Weights.WithTop);
        CompareFile(published.GetProperty("notop"), backbone.Weights.WithoutTop!);

        using var network = Shared.Json("fixtures", "keras", "models", name + ".json");
        var size = network.RootElement.GetProperty("default_size").GetInt32();
        var mode = network.RootElement.GetProperty("input_range").GetProperty("mode").GetString()!;
        Assert.Equal(Preprocessing.Keras(mode == "in_model" ? "none" : mode, size, size), backbone.Weights.Preprocessing);
        var map = network.RootElement.GetProperty("notop").GetProperty("default").GetProperty("output_shape");
        Assert.Equal(map[3].GetInt32(), backbone.Features);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Weights_are_called_as_in_the_published_files(string name)
    {
        var names = Json(name).GetProperty("tf_keras_weight_names");
        var renamed = Json(name).GetProperty("layers_named_differently_in_tf_keras");
        var model = BackboneRegistry.Find(name + ".keras").Load(new BackboneOptions { Weights = null, IncludeTop = true });
        var own = WeightNames.Of(model).Select(pair => Renamed(pair.Weight.Layer.Name) + $"/{pair.Weight.Name}:0").ToList();
        Assert.Equal(names.GetProperty("count").GetInt32(), own.Count);
        Assert.Equal(Texts(names.GetProperty("first")), own.Take(names.GetProperty("first").GetArrayLength()));
        Assert.Equal(Texts(names.GetProperty("last")), own.TakeLast(names.GetProperty("last").GetArrayLength()));

        string Renamed(string layer) => renamed.TryGetProperty(layer, out var other) ? other.GetString()! : layer;
    }

    /// <summary>Of timm's trainings of one network the default one stands for all: they share its graph.</summary>
    internal static IEnumerable<Backbone> Networks =>
        BackboneRegistry.All.Where(backbone => backbone.Weights.Source != "timm" || backbone.Name != backbone.TaggedName);

    [Fact]
    public void The_last_block_of_each_network_ends_it_and_the_others_come_before() =>
        Assert.All(Networks, backbone =>
        {
            var model = backbone.Load(new BackboneOptions { Weights = null });
            var places = backbone.Blocks.Select(block => model.Layers.Select(layer => layer.Name).ToList().IndexOf(block)).ToList();
            Assert.DoesNotContain(-1, places);
            Assert.Equal(places.Order(), places);
            Assert.Equal(model.Output.Node.Layer.Name, backbone.Blocks[^1]);
        });

    [Fact]
    public void Every_entry_is_found_by_its_own_name_and_says_all_that_a_user_must_know()
    {
        Assert.Equal(BackboneRegistry.All.Count, BackboneRegistry.All.Select(backbone => backbone.Name).Distinct().Count());
        Assert.All(BackboneRegistry.All, backbone =>
        {
            Assert.Same(backbone, BackboneRegistry.Find(backbone.Name));
            Assert.Equal(backbone.Name, backbone.Weights.Name);
            Assert.EndsWith("." + backbone.Weights.Source, backbone.Name, StringComparison.Ordinal);
            Assert.NotEmpty(backbone.Weights.Licence);
            Assert.InRange(backbone.Weights.Top1 ?? 0.5, 0.4, 0.9);
            Assert.Equal(backbone.Weights.Source == "graft" ? null : "https", backbone.Weights.WithTop.Url?.Scheme);
            // Keras keeps NASNet's files under other names than its server; on the hub all files are called alike.
            foreach (var file in Files(backbone).Where(file => backbone.Family != "nasnet" && file is { Folder: null, Url: not null }))
                Assert.EndsWith("/" + file.File, file.Url!.AbsolutePath, StringComparison.Ordinal);
        });
        // Two publishers may have the same file, at one address.
        Assert.All(
            BackboneRegistry.All.SelectMany(Files).GroupBy(file => file.File),
            files => Assert.Single(files.Select(file => file.Url).Distinct()));
    }

    [Fact]
    public void The_licences_that_must_be_accepted_are_those_that_forbid_commercial_use() => Assert.Equal(
        ["CC-BY-NC-4.0", "apple-amlr", "fair-noncommercial-research-license"],
        BackboneRegistry.All.Select(backbone => backbone.Weights.Licence).Where(WeightsLicence.ForbidsCommercialUse)
            .Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Parameters_and_features_are_those_of_the_network_that_is_made() => Assert.All(Networks, backbone =>
    {
        var model = backbone.Load(new BackboneOptions { Weights = null });
        Assert.Equal(backbone.Parameters, model.Weights.Sum(weight => weight.Count));
        Assert.Equal(backbone.Features, model.Output.Shape.Channels);
        Assert.Equal(backbone.DefaultShape, model.Input.Shape);
    });

    [Fact]
    public void The_smallest_input_gives_a_map_and_a_smaller_one_is_refused_with_it() => Assert.All(Networks, backbone =>
    {
        var size = backbone.MinimumSize;
        var model = backbone.Load(new BackboneOptions { Weights = null, InputShape = (size, size, 3) });
        Assert.Equal(backbone.Features, model.Output.Shape.Channels);
        if (size == 1)
            return;
        var tooSmall = new BackboneOptions { Weights = null, InputShape = (size, size - 1, 3) };
        Refusal.Of<ArgumentException>($"'{backbone.Name}' takes", () => backbone.Load(tooSmall));
        Refusal.Of<ArgumentException>($"{size} x {size} pixels", () => backbone.Load(tooSmall));
    });

    // torchvision states these sizes; timm states none, and takes what leaves one cell for the last window: with strides any size,
    // where cells are averaged or taken together in twos a size that can be halved often enough.
    [Theory]
    [InlineData("resnet18.timm", 1)]
    [InlineData("resnet50d.timm", 1)]
    [InlineData("resnetaa50.timm", 31)]
    [InlineData("seresnextaa101d_32x8d.timm", 31)]
    [InlineData("mobilenetv3_large_100.timm", 1)]
    [InlineData("mobilenetv4_conv_large.timm", 1)]
    [InlineData("mobilenetv4_conv_aa_large.timm", 31)]
    [InlineData("tf_efficientnet_lite0.timm", 1)]
    [InlineData("convnext_atto.timm", 32)]
    [InlineData("squeezenet1_1.torchvision", 17)]
    [InlineData("alexnet.torchvision", 63)]
    [InlineData("vgg11.torchvision", 32)]
    [InlineData("densenet121.torchvision", 29)]
    public void The_smallest_input_leaves_one_cell(string name, int size)
    {
        var backbone = BackboneRegistry.Find(name);
        Assert.Equal(size, backbone.MinimumSize);
        var model = backbone.Load(new BackboneOptions { Weights = null, InputShape = (size, size, 3) });
        Assert.Equal((1, 1), (model.Output.Shape[0], model.Output.Shape[1]));
    }

    [Fact]
    public void What_a_classifier_is_fed_is_one_row() => Assert.All(Networks, backbone =>
    {
        var model = backbone.Load(new BackboneOptions { Weights = null, IncludeTop = backbone.ClassifierInput is not null });
        var fed = backbone.ClassifierInput is { } name
            ? model.Nodes.Single(node => node.Layer.Name == name).Outputs[0]
            : backbone.Pool(model.Output);
        Assert.Equal(1, fed.Shape.Rank);
    });

    [Theory]
    [InlineData("vgg16", "vgg16.keras")]
    [InlineData("mobilenet_1.0", "mobilenet_1.0.keras")]
    [InlineData("mobilenet_0.5", "mobilenet_0.5.keras")]
    [InlineData("mobilenet_0.25.imagenet_160", "mobilenet_0.25.imagenet_160.keras")]
    public void A_name_without_its_source_means_the_default_entry(string name, string meant) =>
        Assert.Equal(meant, BackboneRegistry.Find(name).Name);

    [Theory]
    [InlineData("vgg61.keras", "vgg16.keras")]
    [InlineData("vg16", "vgg16.keras")]
    [InlineData("VGG-19", "vgg19.keras")]
    [InlineData("mobilenet_0.57.keras", "mobilenet_0.5.keras")]
    [InlineData("mobilenet", "mobilenet_1.0.keras")]
    [InlineData("mobilenet_0", "mobilenet_0.5.keras")]
    [InlineData("mobilenet_1", "mobilenet_1.0.keras")]
    public void A_wrong_name_gets_the_nearest_right_ones(string name, string meant)
    {
        var error = Assert.Throws<UnknownBackboneException>(() => BackboneRegistry.Find(name));
        Assert.Contains(meant, error.Nearest);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(meant, error.Message, StringComparison.Ordinal);
    }

    private static bool IsBackbone(string name) => BackboneRegistry.All.Any(backbone => backbone.Name == name + ".keras");

    private static void CompareFile(JsonElement expected, PublishedFile file)
    {
        Assert.Equal(expected.GetProperty("file").GetString(), file.File);
        Assert.Equal(expected.GetProperty("url").GetString(), file.Url!.AbsoluteUri);
        Assert.Equal(expected.GetProperty("md5_or_sha256").GetString(), file.Hash?.Value);
        Assert.Equal(file.Hash?.Value.Length switch { 32 => "md5", 64 => "sha256", _ => null }, file.Hash?.Algorithm);
    }

    private static IReadOnlyList<PublishedFile> Files(Backbone backbone) => backbone.Weights.Files(includeTop: false);

    private static JsonElement Json(string name)
    {
        using var json = Shared.Json("fixtures", "keras", "published_names.json");
        var models = json.RootElement.GetProperty("models").EnumerateArray();
        return models.Single(model => model.GetProperty("model").GetString() == name).Clone();
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString()!);
}
