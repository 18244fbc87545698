using Graft.Backbones;
using Graft.Layers;
using Graft.Tests.Layers.Keras;
using Graft.Weights;
using Graft.Weights.Safetensors;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones.Keras;

/// <summary>Keras's families in the sizes of which there is no reference data, and what is peculiar to single ones.</summary>
public sealed class KerasFamiliesTests
{
    // The column "Parameters" of keras.io/api/applications when it was not rounded yet.
    [Theory]
    [InlineData("resnet50", 25_636_712)]
    [InlineData("resnet101", 44_707_176)]
    [InlineData("resnet152", 60_419_944)]
    [InlineData("resnet50_v2", 25_613_800)]
    [InlineData("resnet101_v2", 44_675_560)]
    [InlineData("resnet152_v2", 60_380_648)]
    [InlineData("inception_v3", 23_851_784)]
    [InlineData("inception_resnet_v2", 55_873_736)]
    [InlineData("xception", 22_910_480)]
    [InlineData("mobilenet_1.0", 4_253_864)]
    [InlineData("mobilenet_v2_1.0", 3_538_984)]
    [InlineData("densenet121", 8_062_504)]
    [InlineData("densenet169", 14_307_880)]
    [InlineData("densenet201", 20_242_984)]
    [InlineData("nasnet_mobile", 5_326_716)]
    [InlineData("nasnet_large", 88_949_818)]
    [InlineData("efficientnet_b0", 5_330_571)]
    [InlineData("efficientnet_b1", 7_856_239)]
    [InlineData("efficientnet_b2", 9_177_569)]
    [InlineData("efficientnet_b3", 12_320_535)]
    [InlineData("efficientnet_b4", 19_466_823)]
    [InlineData("efficientnet_b5", 30_562_527)]
    [InlineData("efficientnet_b6", 43_265_143)]
    [InlineData("efficientnet_b7", 66_658_687)]
    public void A_network_has_as_many_parameters_as_Keras_publishes(string name, long published) =>
        Assert.Equal(published, Fresh(name, includeTop: true).Weights.Sum(weight => weight.Count));

    // The same column, rounded as it is today, and Keras's own table of MobileNet version 3.
    [Theory]
    [InlineData("efficientnet_v2_b0", 7.2)]
    [InlineData("efficientnet_v2_b1", 8.2)]
    [InlineData("efficientnet_v2_b2", 10.2)]
    [InlineData("efficientnet_v2_b3", 14.5)]
    [InlineData("efficientnet_v2_s", 21.6)]
    [InlineData("efficientnet_v2_m", 54.4)]
    [InlineData("efficientnet_v2_l", 119.0)]
    [InlineData("mobilenet_v3_large_0.75", 4.0)]
    [InlineData("mobilenet_v3_large_minimalistic", 3.9)]
    public void A_network_has_as_many_millions_of_parameters_as_Keras_publishes(string name, double published) =>
        Assert.Equal(published, Fresh(name, includeTop: true).Weights.Sum(weight => weight.Count) / 1e6, tolerance: 0.05001);

    // Here the column has one digit behind the point, cut off rather than rounded.
    [Theory]
    [InlineData("convnext_tiny", 28.6)]
    [InlineData("convnext_small", 50.2)]
    [InlineData("convnext_base", 88.5)]
    [InlineData("convnext_large", 197.7)]
    [InlineData("convnext_xlarge", 350.1)]
    public void A_ConvNeXt_has_as_many_millions_of_parameters_as_Keras_publishes(string name, double published) =>
        Assert.Equal(published, Fresh(name, includeTop: true).Weights.Sum(weight => weight.Count) / 1e6, tolerance: 0.1);

    // The table of MobileNet version 2 leaves out what normalizations hold.
    [Theory]
    [InlineData("mobilenet_v2_1.4", 6.06)]
    [InlineData("mobilenet_v2_1.3", 5.34)]
    [InlineData("mobilenet_v2_1.0", 3.47)]
    [InlineData("mobilenet_v2_0.75", 2.61)]
    [InlineData("mobilenet_v2_0.5", 1.95)]
    [InlineData("mobilenet_v2_0.35", 1.66)]
    public void A_MobileNet_of_version_2_has_as_many_millions_of_weights_as_published(string name, double published)
    {
        var weights = Fresh(name, includeTop: true).Weights.Where(weight => weight.Layer is not BatchNormalization);
        Assert.Equal(published, weights.Sum(weight => weight.Count) / 1e6, tolerance: 0.005001);
    }

    [Theory]
    [InlineData("inception_v3", 75)]
    [InlineData("inception_resnet_v2", 75)]
    [InlineData("xception", 71)]
    [InlineData("nasnet_large", 32)]
    [InlineData("nasnet_mobile", 32)]
    [InlineData("resnet152", 32)]
    [InlineData("resnet152_v2", 32)]
    [InlineData("densenet201", 32)]
    [InlineData("convnext_xlarge", 32)]
    [InlineData("efficientnet_b7", 32)]
    [InlineData("efficientnet_v2_l", 32)]
    [InlineData("mobilenet_v2_0.35", 32)]
    [InlineData("mobilenet_v3_small", 32)]
    public void The_smallest_input_gives_a_map_and_a_smaller_one_is_refused(string name, int size)
    {
        var backbone = BackboneRegistry.Find($"{name}.keras");
        var model = backbone.Load(new BackboneOptions { Weights = null, InputShape = (size, size, 3) });
        Assert.True(model.Output.Shape.IsMap);
        Assert.Equal(backbone.Features, model.Output.Shape.Channels);
        Assert.Equal(backbone.Blocks[^1], model.Output.Node.Layer.Name);
        var tooSmall = new BackboneOptions { Weights = null, InputShape = (size, size - 1, 3) };
        Refusal.Of<ArgumentException>($"at least {size} x {size} pixels", () => backbone.Load(tooSmall));
    }

    // Published files of EfficientNet hold deviations where variances belong; Keras's graph for them divides once more.
    [Theory]
    [InlineData("efficientnet_b0")]
    [InlineData("efficientnet_b0_imagenet_graph")]
    public void EfficientNet_gives_the_numbers_of_Keras_with_the_published_deviations_and_with_variances(string reference)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        using var folder = new TemporaryFolder();
        var network = KerasNetwork.Read(reference);
        var path = Write(network, folder.File("efficientnetb0_notop.safetensors"), layer => layer);
        var search = new WeightsSearch { Folders = [folder.Path], Cache = folder.File("cache"), Offline = true };
        foreach (var options in new[] { new BackboneOptions { Search = search }, new BackboneOptions { Weights = path } })
        {
            var model = BackboneRegistry.Find("efficientnet_b0.keras").Load(options);
            var map = model.Forward([KerasNumbers.Batch(network.Picture(), model.Input.Shape)], ForwardContext.Inference)[0];
            KerasNumbers.CompareMap(map, Shared.Tensors("fixtures", "keras", "models", $"{reference}.safetensors"), "default");
        }
    }

    // Published files call some layers otherwise than Keras's source does today: their order decides.
    [Theory]
    [InlineData("mobilenet_v3_small")]
    [InlineData("mobilenet_v3_small_minimalistic")]
    public void MobileNet_of_version_3_reads_a_file_with_the_published_names(string name)
    {
        using var folder = new TemporaryFolder();
        using var published = Shared.Json("fixtures", "keras", "published_names.json");
        var entry = published.RootElement.GetProperty("models").EnumerateArray().Single(
            model => model.GetProperty("model").GetString() == name);
        var renamed = entry.GetProperty("layers_named_differently_in_tf_keras").EnumerateObject().ToDictionary(
            pair => pair.Name, pair => pair.Value.GetString()!);
        var network = KerasNetwork.Read(name);
        var path = Write(network, folder.File("published.safetensors"), layer => renamed.GetValueOrDefault(layer, layer));

        var model = BackboneRegistry.Find($"{name}.keras").Load(new BackboneOptions { Weights = path });

        foreach (var (index, weight) in model.Weights.Index())
            Assert.Equal(network.ArrayValues(index), weight.ToArray());
    }

    private static string Write(KerasNetwork network, string path, Func<string, string> rename)
    {
        var writer = new SafetensorsWriter(SafetensorsFile.ModelOrder);
        foreach (var (index, (layer, weight, shape)) in network.Arrays.Take(network.ArraysWithoutTop).Index())
            writer.Add($"{rename(layer)}/{weight}", shape.Dimensions.Select(size => (long)size), network.ArrayValues(index));
        writer.Save(path, overwrite: false);
        return path;
    }

    private static Model Fresh(string name, bool includeTop) =>
        BackboneRegistry.Find($"{name}.keras").Load(new BackboneOptions { Weights = null, IncludeTop = includeTop });
}
