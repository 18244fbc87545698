using Graft.Backbones;

namespace Graft.Tests.Backbones;

/// <summary>Entries of the registry prepare pictures as the evaluation transforms of their publishers do, value by value.</summary>
public sealed class EntryPicturesTests
{
    // Entries that have a pipeline among the reference data, by their own name or by the same settings.
    [Theory]
    [InlineData("resnet50.imagenet1k_v1.torchvision", "torchvision/resnet50_v1/pil")]
    [InlineData("resnet50.imagenet1k_v2.torchvision", "torchvision/resnet50_v2/pil")]
    [InlineData("efficientnet_b0.torchvision", "torchvision/efficientnet_b0/pil")]
    [InlineData("efficientnet_v2_l.torchvision", "torchvision/efficientnet_v2_l/pil")]
    [InlineData("vit_b_16.imagenet1k_swag_linear_v1.torchvision", "torchvision/vit_b_16_swag_linear/pil")]
    [InlineData("convnext_atto.d2_in1k.timm", "timm/center_875_bicubic")]
    [InlineData("resnet18.tv_in1k.timm", "timm/center_875_bilinear")]
    [InlineData("resnet18.a1_in1k.timm", "timm/center_95_bicubic")]
    [InlineData("convnext_tiny.dinov3_lvd1689m.timm", "timm/center_100_bicubic")]
    [InlineData("vit_tiny_patch16_224.augreg_in21k_ft_in1k.timm", "timm/center_90_bicubic_inception")]
    [InlineData("vit_base_patch32_clip_224.datacompxl.timm", "timm/center_100_bicubic_clip")]
    [InlineData("vit_base_patch32_clip_224.datacompxl.timm", "open_clip/shortest")]
    [InlineData("mobilenet_1.0.keras", "keras_load_img/bilinear_tf")]
    [InlineData("densenet121.keras", "keras_load_img/bilinear_torch")]
    public void A_picture_becomes_what_the_publishers_transforms_make_of_it(string entry, string pipeline)
    {
        using var json = Shared.Json("fixtures", "imaging", "pipelines.json");
        var arrays = Shared.Tensors("fixtures", "imaging", "pipelines.safetensors");
        var expected = json.RootElement.GetProperty("pipelines").EnumerateArray().Single(
            row => row.GetProperty("pipeline").GetString() == pipeline);
        var preprocessing = BackboneRegistry.Find(entry).Weights.Preprocessing;
        foreach (var picture in expected.GetProperty("pictures").EnumerateArray())
        {
            var file = Shared.Path("fixtures", "imaging", "pictures", picture.GetProperty("picture").GetString() + ".png");
            var pixels = preprocessing.Prepare(File.ReadAllBytes(file)).Pixels;
            var values = new float[pixels.Length];
            preprocessing.Normalize(pixels, values);
            var key = picture.GetProperty("key").GetString()!;
            var isPlanes = expected.GetProperty("layout").GetString() == "CHW";
            Close.Absolute(
                arrays[key].Floats(), Every7th(values, preprocessing.InputHeight, preprocessing.InputWidth, isPlanes),
                expected.GetProperty("tolerance").GetDouble(), $"{entry}, {key}");
        }
    }

    // Rows and columns 3, 10, 17, ..., channel by channel or pixel by pixel.
    private static float[] Every7th(float[] values, int height, int width, bool isPlanes)
    {
        var kept = new List<(int Channel, float Value)>();
        for (var y = 3; y < height; y += 7)
            for (var x = 3; x < width; x += 7)
                for (var channel = 0; channel < 3; channel++)
                    kept.Add((channel, values[3 * (y * width + x) + channel]));
        return [.. (isPlanes ? kept.OrderBy(value => value.Channel) : kept.AsEnumerable()).Select(value => value.Value)];
    }
}
