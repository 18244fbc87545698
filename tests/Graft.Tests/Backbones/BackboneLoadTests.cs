using Graft.Backbones;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Layers.Keras;
using Graft.Weights;
using Graft.Weights.Safetensors;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones;

public sealed class BackboneLoadTests
{
    [Fact]
    public void VGG16_reads_a_file_in_the_published_order_and_gives_the_numbers_of_Keras()
    {
        using var folder = new TemporaryFolder();
        var network = KerasNetwork.ReadOdd("vgg16");
        var writer = new SafetensorsWriter(SafetensorsFile.ModelOrder);
        foreach (var (index, (layer, weight, shape)) in network.Arrays.Take(network.ArraysWithoutTop).Index())
            writer.Add($"{layer}/{weight}", shape.Dimensions.Select(size => (long)size), network.ArrayValues(index));
        var path = folder.File("vgg16_weights_tf_dim_ordering_tf_kernels_notop.safetensors");
        writer.Save(path, overwrite: false);

        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var byPath = Vgg16.Load(weights: path, includeTop: false, inputShape: (139, 101, 3));
        var map = byPath.Forward([KerasNumbers.Batch(network.Picture(), byPath.Input.Shape)], ForwardContext.Inference)[0];
        KerasNumbers.CompareMap(map, Shared.Tensors("fixtures", "keras", "models", "vgg16.safetensors"), "odd");

        // The seed program's backbone, found under the published name.
        var search = new WeightsSearch { Folders = [folder.Path], Cache = folder.File("cache"), Offline = true };
        var byName = BackboneRegistry.Find("vgg16").Load(new BackboneOptions { Search = search, InputShape = (150, 150, 3) });
        Assert.Equal(new Shape(4, 4, 512), byName.Output.Shape);
        Assert.Equal(14_714_688, byName.Weights.Sum(weight => weight.Count));
        Assert.Equal(byPath.Weights[^2].ToArray(), byName.Weights[^2].ToArray());
    }

    [Fact]
    public void Weights_that_are_no_numbers_make_no_backbone()
    {
        using var folder = new TemporaryFolder();
        var backbone = BackboneRegistry.Find("mobilenet_0.25");
        var fresh = backbone.Load(new BackboneOptions { Weights = null });
        var damaged = fresh.Weights[0].ToArray();
        damaged[1] = float.NaN;
        damaged[2] = float.PositiveInfinity;
        fresh.Weights[0].Set(damaged);
        var path = folder.File("damaged.safetensors");
        fresh.SaveWeights(path);

        var error = Assert.Throws<WeightsException>(() => backbone.Load(new BackboneOptions { Weights = path }));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("conv1/kernel: 1 NaN, 1 infinite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_nowhere_are_asked_for_by_their_published_names()
    {
        using var folder = new TemporaryFolder();
        var search = new WeightsSearch { Folders = [folder.Path], Cache = folder.File("cache"), Offline = true };
        var options = new BackboneOptions { Search = search };
        var error = Assert.Throws<WeightsException>(() => BackboneRegistry.Find("vgg16").Load(options));
        Assert.Contains("vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Throws<WeightsException>(() => Vgg19.Load(weights: folder.File("nothing.h5"), includeTop: false));
    }

    [Theory]
    [InlineData("vgg16", 32, 32, 1, 1, 512)]
    [InlineData("vgg19", 33, 224, 1, 7, 512)]
    [InlineData("vgg16", 150, 150, 4, 4, 512)]
    [InlineData("mobilenet_0.25", 32, 32, 1, 1, 256)]
    [InlineData("mobilenet_0.5", 65, 33, 2, 1, 512)]
    [InlineData("mobilenet_1.0.imagenet_128", 128, 128, 4, 4, 1024)]
    public void Any_input_from_the_smallest_size_on_gives_a_map(
        string name, int height, int width, int mapHeight, int mapWidth, int channels)
    {
        var model = BackboneRegistry.Find(name).Load(new BackboneOptions { Weights = null, InputShape = (height, width, 3) });
        Assert.Equal(new Shape(mapHeight, mapWidth, channels), model.Output.Shape);
        var preprocessing = Assert.IsType<Input>(model.Layers[0]).Preprocessing!;
        Assert.Equal((height, width), (preprocessing.InputHeight, preprocessing.InputWidth));
    }

    [Theory]
    [InlineData("vgg16", 31, 150, false, "32 x 32")]
    [InlineData("vgg19", 150, 31, false, "32 x 32")]
    [InlineData("mobilenet_1.0", 16, 16, false, "32 x 32")]
    [InlineData("mobilenet_1.0", 31, 224, true, "32 x 32")]
    [InlineData("vgg16", 150, 150, true, "224 x 224")]
    public void A_size_that_does_not_fit_is_refused_and_the_message_says_what_would(
        string name, int height, int width, bool includeTop, string wanted)
    {
        var options = new BackboneOptions { Weights = null, IncludeTop = includeTop, InputShape = (height, width, 3) };
        var error = Assert.Throws<ArgumentException>(() => BackboneRegistry.Find(name).Load(options));
        Assert.Contains($"'{name}.keras'", error.Message, StringComparison.Ordinal);
        Assert.Contains(wanted, error.Message, StringComparison.Ordinal);
        Assert.Contains($"{height} x {width}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_no_colour_picture_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Vgg16.Load(weights: null, includeTop: false, inputShape: (150, 150, 1)));
        Assert.Throws<ArgumentException>(() => MobileNet.Load(weights: null, includeTop: false, inputShape: (150, 150)));
        Assert.Throws<ArgumentException>(() => Vgg19.Load(weights: null, includeTop: false, inputShape: 150));
    }

    [Fact]
    public void The_loaders_by_type_give_the_networks_of_the_registry()
    {
        Assert.Equal("vgg16", Vgg16.Load(weights: null).Name);
        Assert.Equal("vgg19", Vgg19.Load(weights: null, includeTop: false).Name);
        Assert.Equal("mobilenet_1.00_224", MobileNet.Load(weights: null).Name);
        Assert.Equal("mobilenet_0.75_160", MobileNet.Load(null, includeTop: false, inputShape: (160, 160, 3), alpha: 0.75).Name);
        Assert.Equal("mobilenet_0.25_224", MobileNet.Load(weights: null, inputShape: (160, 128, 3), alpha: 0.25).Name);
        var error = Assert.Throws<UnknownBackboneException>(() => MobileNet.Load(alpha: 0.3));
        Assert.Contains("mobilenet_0.25.keras", error.Nearest);
    }

    [Fact]
    public void The_preprocessing_of_the_weights_travels_with_the_model() => Assert.All(BackboneRegistryTests.Networks, backbone =>
    {
        var input = Assert.IsType<Input>(backbone.Load(new BackboneOptions { Weights = null }).Layers[0]);
        Assert.Equal(backbone.Weights.Preprocessing, input.Preprocessing);
    });
}
