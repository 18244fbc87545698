using Graft.Backbones;
using Graft.Layers;
using Graft.Operations;
using Graft.Weights;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones.Timm;

/// <summary>timm's networks read files and folders as the Hugging Face hub has them.</summary>
public sealed class TimmFilesTests
{
    [Theory]
    [InlineData("test_resnet.features", "test_resnet")]
    [InlineData("test_efficientnet.ten", "test_efficientnet")]
    [InlineData("test_convnext.r160_in1k", "test_convnext")]
    [InlineData("test_vit.six_flowers", "test_vit")]
    public void A_folder_of_the_hub_gives_the_numbers_of_timm_with_as_many_classes_as_it_has(string folder, string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.ReadHub(folder);
        var backbone = BackboneRegistry.Find($"{name}.timm");
        var path = Shared.Path("fixtures", "timm", "hub_layout", folder);

        var whole = backbone.Load(new BackboneOptions { IncludeTop = true, Weights = path });
        var classes = reference.Json.GetProperty("num_classes").GetInt32();
        var output = whole.Forward([reference.Picture("default")], ForwardContext.Inference)[0];
        if (classes == 0)
            reference.ComparePooled(output, "default");
        else
            reference.CompareLogits(output);
        Assert.Equal(classes == 0 ? backbone.Features : classes, output.shape[1]);

        var size = reference.HasOddSize ? "odd" : "default";
        var (height, width) = reference.Size(size);
        var map = backbone.Load(new BackboneOptions { InputShape = (height, width, 3), Weights = path });
        reference.CompareMap(map.Forward([reference.Picture(size)], ForwardContext.Inference)[0], size);
    }

    [Fact]
    public void A_copy_of_a_repository_is_found_by_its_name_in_a_folder_of_weights_and_as_one()
    {
        using var folder = new TemporaryFolder();
        var repository = Directory.CreateDirectory(folder.File("test_resnet.r160_in1k")).FullName;
        foreach (var file in Directory.EnumerateFiles(Shared.Path("fixtures", "timm", "hub_layout", "test_resnet.features")))
            File.Copy(file, Path.Combine(repository, Path.GetFileName(file)));
        var backbone = BackboneRegistry.Find("test_resnet.timm");
        foreach (var named in new[] { folder.Path, repository, repository + Path.DirectorySeparatorChar })
        {
            var search = new WeightsSearch { Folders = [named], Cache = folder.File("cache"), Offline = true };
            var located = backbone.Locate(new BackboneOptions { Search = search });
            Assert.Equal(
                (Path.Combine(repository, "model.safetensors"), WeightsOrigin.Folder, backbone.Weights.WithTop),
                (Path.GetFullPath(located.Path), located.Origin, located.File));
        }
    }

    [Fact]
    public void Weights_that_are_nowhere_are_asked_for_under_the_name_that_tells_them_apart()
    {
        using var folder = new TemporaryFolder();
        var search = new WeightsSearch { Folders = [folder.Path], Cache = folder.File("cache"), Offline = true };
        var error = Assert.Throws<WeightsException>(
            () => BackboneRegistry.Find("test_resnet.timm").Locate(new BackboneOptions { Search = search }));
        Assert.Contains(
            "download https://huggingface.co/timm/test_resnet.r160_in1k/resolve/main/model.safetensors elsewhere, put it into a "
            + "folder here as 'test_resnet.r160_in1k.safetensors'", error.Message, StringComparison.Ordinal);
    }

    // timm's adapt_input_conv: one channel gets the sum of the three kernels, so a grey picture gives what it gave in colour.
    [Fact]
    public void One_and_four_channels_get_the_first_kernel_as_timm_adapts_it()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var path = Shared.Path("fixtures", "timm", "hub_layout", "test_resnet.features");
        var coloured = Load(3);
        var grey = Load(1);
        var four = Load(4);
        var picture = rand(1, 1, 64, 48);
        Close.Relative(
            Floats(coloured.Forward([picture.repeat(1, 3, 1, 1)], ForwardContext.Inference)[0]),
            Floats(grey.Forward([picture], ForwardContext.Inference)[0]), 1e-5, "one channel");

        var (kernel, adapted) = (coloured.Weights[0].ToArray(), four.Weights[0].ToArray());
        var filters = four.Weights[0].Shape[3];
        Assert.Equal(new Shape(3, 3, 4, filters), four.Weights[0].Shape);
        for (var i = 0; i < adapted.Length; i++)
        {
            var (place, channel, filter) = (i / (4 * filters), i / filters % 4, i % filters);
            Assert.Equal(0.75f * kernel[(place * 3 + channel % 3) * filters + filter], adapted[i], 1e-7);
        }
        Assert.Equal(coloured.Weights[1].ToArray(), four.Weights[1].ToArray());

        Model Load(int channels) => BackboneRegistry.Find("test_resnet.timm").Load(
            new BackboneOptions { InputShape = (64, 48, channels), Weights = path });
    }

    private static float[] Floats(Tensor value) => value.contiguous().data<float>().ToArray();
}
