using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Backbones;
using Graft.Layers;
using Graft.Runtime.Imaging;
using Graft.Weights;
using Graft.Weights.Matching;
using Graft.Weights.Safetensors;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones.Torchvision;

public sealed class TorchvisionEntriesTests
{
    [Theory]
    [MemberData(nameof(TorchvisionNumbersTests.All), MemberType = typeof(TorchvisionNumbersTests))]
    public void Every_published_entry_has_torchvisions_file_address_accuracy_and_preprocessing(string name)
    {
        var entries = TorchReference.Read("torchvision", name).Json.GetProperty("weights").EnumerateArray().ToList();
        foreach (var entry in entries)
        {
            var tag = entry.GetProperty("name").GetString()!.ToLowerInvariant();
            var backbone = BackboneRegistry.Find($"{name}.{tag}.torchvision");
            Assert.Equal(entry.GetProperty("default").GetBoolean(), backbone.Name == $"{name}.torchvision");
            var weights = backbone.Weights;
            Assert.Equal(("torchvision", tag), (weights.Source, weights.Tag));
            Assert.Equal(entry.GetProperty("file").GetString(), weights.WithTop.File);
            Assert.Equal(entry.GetProperty("url").GetString(), weights.WithTop.Url!.AbsoluteUri);
            Assert.StartsWith(weights.WithTop.Hash!.Value, weights.WithTop.File[(weights.WithTop.File.LastIndexOf('-') + 1)..]);
            Assert.Equal(8, weights.WithTop.Hash.Value.Length);
            var published = entry.GetProperty("accuracies").GetProperty("ImageNet-1K").GetProperty("acc@1");
            Assert.Equal(
                published.ValueKind == JsonValueKind.Null ? null : published.GetDouble() / 100, weights.Top1);
            Assert.Equal(
                entry.GetProperty("license").ValueKind == JsonValueKind.Null ? "BSD-3-Clause" : "CC-BY-NC-4.0", weights.Licence);
            Assert.Equal(entry.GetProperty("min_size")[0].GetInt32(), backbone.MinimumSize);
            Assert.Equal(PreprocessingOf(entry.GetProperty("transforms")), weights.Preprocessing);
        }
        Assert.Equal(entries.Count, BackboneRegistry.All.Count(backbone =>
            backbone.Weights.Source == "torchvision" && backbone.Name.StartsWith(name + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_ResNet_reads_the_state_dict_under_its_published_name_and_as_any_file_given()
    {
        using var folder = new TemporaryFolder();
        var reference = TorchReference.Read("torchvision", "resnet18");
        var writer = new SafetensorsWriter([]);
        foreach (var (name, shape, values) in reference.State)
            writer.Add(name, shape, values);
        var path = folder.File("resnet18-f37072fd.safetensors");
        writer.Save(path, overwrite: false);

        var backbone = BackboneRegistry.Find("resnet18.torchvision");
        var search = new WeightsSearch { Folders = [folder.Path], Cache = folder.File("cache"), Offline = true };
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var model = backbone.Load(new BackboneOptions { IncludeTop = true, Search = search });
        reference.CompareLogits(model.Forward([reference.Picture("default")], ForwardContext.Inference)[0]);
        var map = backbone.Load(new BackboneOptions { Weights = path });
        reference.CompareMap(map.Forward([reference.Picture("default")], ForwardContext.Inference)[0], "default");

        // What Graft writes itself has Keras's order of axes, and is read alike.
        var own = folder.File("own.safetensors");
        map.SaveWeights(own);
        var again = backbone.Load(new BackboneOptions { Weights = own });
        Assert.All(map.Weights.Zip(again.Weights), pair => Assert.Equal(pair.First.ToArray(), pair.Second.ToArray()));

        using var file = WeightsFile.Open(path);
        var fitting = FittingBackbone.For(file, TestContext.Current.CancellationToken);
        Assert.Equal(new FittingBackbone(backbone, IncludesTop: true), fitting[0]);
    }

    [Fact]
    public void A_file_may_hold_parameters_that_no_module_stands_around() => ReadWritten("convnext_tiny");

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void A_transformer_reads_its_arrays_under_old_and_new_names() => ReadWritten("vit_b_16");

    [Theory]
    [InlineData("block.self_attention", "in_proj_weight", "block.self_attention.in_proj", "weight")]
    [InlineData("block.self_attention", "in_proj_bias", "block.self_attention.in_proj", "bias")]
    [InlineData("block.mlp.linear_1", "weight", "block.mlp.0", "weight")]
    [InlineData("block.mlp.linear_2", "bias", "block.mlp.3", "bias")]
    [InlineData("block.ln_1", "weight", "block.ln_1", "weight")]
    public void Names_of_transformers_are_those_of_today(string layer, string weight, string toLayer, string toWeight) =>
        Assert.Equal((toLayer, toWeight), TorchWeights.Name(layer, weight));

    private static void ReadWritten(string name)
    {
        using var folder = new TemporaryFolder();
        var reference = TorchReference.Read("torchvision", name);
        var path = folder.File("published.safetensors");
        var writer = new SafetensorsWriter([]);
        // Older files number the dense layers of a transformer.
        foreach (var (array, shape, values) in reference.State)
            writer.Add(array.Replace("mlp.0.", "mlp.linear_1.").Replace("mlp.3.", "mlp.linear_2."), shape, values);
        writer.Save(path, overwrite: false);

        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var backbone = BackboneRegistry.Find($"{name}.torchvision");
        var model = backbone.Load(new BackboneOptions { IncludeTop = true, Weights = path });
        reference.CompareLogits(model.Forward([reference.Picture("default")], ForwardContext.Inference)[0]);

        var own = folder.File("own.safetensors");
        model.SaveWeights(own);
        var again = backbone.Load(new BackboneOptions { IncludeTop = true, Weights = own });
        Assert.All(model.Weights.Zip(again.Weights), pair => Assert.True(pair.First.ToArray().SequenceEqual(pair.Second.ToArray())));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_named_with_torchs_shapes()
    {
        using var folder = new TemporaryFolder();
        var small = BackboneRegistry.Find("resnet18.torchvision").Load(new BackboneOptions { Weights = null });
        var writer = new SafetensorsWriter([]);
        foreach (var (name, shape) in TorchReference.ArraysOf(small))
            writer.Add(name, shape, new float[shape.Aggregate(1L, (product, size) => product * size)]);
        writer.Save(folder.File("small.safetensors"), overwrite: false);
        var options = new BackboneOptions { Weights = folder.File("small.safetensors") };
        var error = Assert.Throws<WeightsMismatchException>(() => BackboneRegistry.Find("resnet50.torchvision").Load(options));
        Assert.Contains(
            "layer1.0.conv1/kernel is [64, 64, 1, 1] in the model and [64, 64, 3, 3] in the file", error.Misshaped);
    }

    // What torchvision states of networks that there is no other reference for.
    [Theory]
    [InlineData("resnet101", 44_549_160)]
    [InlineData("resnet152", 60_192_808)]
    [InlineData("resnext101_32x8d", 88_791_336)]
    [InlineData("resnext101_64x4d", 83_455_272)]
    [InlineData("wide_resnet101_2", 126_886_696)]
    [InlineData("vgg13", 133_047_848)]
    [InlineData("vgg11_bn", 132_868_840)]
    [InlineData("vgg13_bn", 133_053_736)]
    [InlineData("vgg19_bn", 143_678_248)]
    [InlineData("densenet161", 28_681_000)]
    [InlineData("densenet169", 14_149_480)]
    [InlineData("densenet201", 20_013_928)]
    [InlineData("efficientnet_b1", 7_794_184)]
    [InlineData("efficientnet_b2", 9_109_994)]
    [InlineData("efficientnet_b3", 12_233_232)]
    [InlineData("efficientnet_b4", 19_341_616)]
    [InlineData("efficientnet_b5", 30_389_784)]
    [InlineData("efficientnet_b6", 43_040_704)]
    [InlineData("efficientnet_b7", 66_347_960)]
    [InlineData("efficientnet_v2_m", 54_139_356)]
    [InlineData("efficientnet_v2_l", 118_515_272)]
    [InlineData("convnext_small", 50_223_688)]
    [InlineData("convnext_base", 88_591_464)]
    [InlineData("convnext_large", 197_767_336)]
    [InlineData("vit_b_32", 88_224_232)]
    [InlineData("vit_l_16", 304_326_632)]
    [InlineData("vit_l_32", 306_535_400)]
    [InlineData("vit_h_14", 633_470_440)]
    public void Larger_networks_have_as_many_parameters_as_torchvision_states(string name, long parameters)
    {
        var options = new BackboneOptions { Weights = null, IncludeTop = true };
        var model = BackboneRegistry.Find($"{name}.torchvision").Load(options);
        Assert.Equal(parameters, model.TrainableWeights.Sum(weight => weight.Count));
    }

    [Fact]
    public void A_DenseNet_reads_the_names_that_the_published_file_has()
    {
        using var folder = new TemporaryFolder();
        var model = BackboneRegistry.Find("densenet121.torchvision").Load(new BackboneOptions { Weights = null });
        var writer = new SafetensorsWriter([]);
        foreach (var (name, shape) in TorchReference.ArraysOf(model))
            writer.Add(
                Regex.Replace(name, @"(denselayer\d+\.)(norm|conv)([12])", "$1$2.$3"), shape,
                Formula.Unit(name, shape.Aggregate(1L, (product, size) => product * size)));
        writer.Save(folder.File("old.safetensors"), overwrite: false);
        using var file = WeightsFile.Open(folder.File("old.safetensors"));
        Assert.Contains(file.Arrays, array => array.Path == "features.denseblock1.denselayer1.norm.1.weight");
        Assert.Equal(model.Weights.Count, model.LoadWeights(file.Path).Loaded);
    }

    [Theory]
    [InlineData("resnet50", "resnet50.keras")]
    [InlineData("resnet34", "resnet34.torchvision")]
    [InlineData("resnet50.imagenet1k_v1", "resnet50.imagenet1k_v1.torchvision")]
    [InlineData("resnet50.imagenet1k_v2.torchvision", "resnet50.torchvision")]
    [InlineData("vgg16.imagenet.keras", "vgg16.keras")]
    public void A_tag_may_stand_in_the_name_and_without_one_the_publishers_default_is_meant(string name, string meant) =>
        Assert.Equal(meant, BackboneRegistry.Find(name).Name);

    private static Preprocessing PreprocessingOf(JsonElement transforms) => new()
    {
        InputHeight = transforms.GetProperty("crop").GetInt32(),
        InputWidth = transforms.GetProperty("crop").GetInt32(),
        ResizeRule = ResizeRule.ShortSide,
        ResizeSize = transforms.GetProperty("resize").GetInt32(),
        Interpolation = Enum.Parse<Interpolation>(transforms.GetProperty("interpolation").GetString()!, ignoreCase: true),
        Antialias = transforms.GetProperty("antialias").GetBoolean(),
        Mean = Numbers(transforms.GetProperty("mean")),
        StandardDeviation = Numbers(transforms.GetProperty("std")),
    };

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetSingle())];
}
