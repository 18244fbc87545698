using System.Text.Json;
using Graft.Data.Augmentation;
using Graft.Data.Augmentation.Pixels;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Data.Augmentation;

/// <summary>Pixels are those that torchvision's functions on Pillow's pictures give.</summary>
public sealed class ReferenceOperationsTests
{
    private static readonly string[] LeftOut =
    [
        // Nothing here changes a picture's perspective, or its size when it is turned.
        "perspective_bilinear", "perspective_nearest", "perspective_bicubic", "rotate_30_expand",
    ];

    public static TheoryData<string> Cases => [.. Names("pil").Except(LeftOut)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_pixel_is_that_of_the_reference(string name)
    {
        var entry = Entry(name);
        var arrays = Shared.Tensors("fixtures", "imaging", "augment.safetensors");
        var expected = arrays[entry.GetProperty("pil").GetString()!];
        var actual = Apply(entry.GetProperty("operation").GetString()!, new Parameters(entry.GetProperty("parameters")));
        Assert.Equal(expected.Shape, new[] { actual.Height, actual.Width, 3 });
        var largest = expected.Bytes.Zip(actual.Pixels, (one, other) => Math.Abs(one - other)).Max();
        Assert.True(largest <= Tolerance(name), $"{name}: {largest}");
    }

    [Fact]
    public void Erasing_fills_a_part_with_a_colour()
    {
        var erased = Cropping.Erase(Source(), 4, 9, 12, 20, [200, 10, 60]);
        Assert.Equal(Shared.Tensors("fixtures", "imaging", "augment.safetensors")["tensor/erase"].Bytes, erased.Pixels);
    }

    [Fact]
    public void Weights_of_a_blur_are_those_of_the_reference()
    {
        using var json = Shared.Json("fixtures", "imaging", "augment.json");
        var expected = json.RootElement.GetProperty("gaussian_kernel_7_sigma_1_5").EnumerateArray().Select(v => v.GetSingle());
        Close.Absolute([.. expected], GaussianBlur.Kernel(7, 1.5), 1e-7, "the kernel");
    }

    [Theory]
    [InlineData("randaugment_31_bins_224x224", 224, 224)]
    [InlineData("randaugment_31_bins_36x48", 36, 48)]
    [InlineData("trivialaugmentwide_31_bins", 36, 48)]
    [InlineData("augmix_11_bins_224x224", 224, 224)]
    public void Magnitudes_of_each_level_are_those_of_the_reference(string table, int height, int width)
    {
        var policy = table[0] switch
        {
            'r' => RandAugment.Policy,
            't' => TrivialAugment.Policy,
            _ => AugMix.Policy,
        };
        using var json = Shared.Json("fixtures", "imaging", "augment.json");
        var operations = json.RootElement.GetProperty("magnitude_tables").GetProperty(table).EnumerateObject().ToList();
        Assert.Equal(operations.Select(operation => operation.Name).Order(), policy.Operations.Select(o => o.ToString()).Order());
        foreach (var operation in operations)
        {
            var kind = Enum.Parse<PolicyOperation>(operation.Name);
            Assert.Equal(operation.Value.GetProperty("signed").GetBoolean(), Policy.HasDirection(kind));
            foreach (var (level, magnitude) in operation.Value.GetProperty("magnitudes").EnumerateArray().Index())
                Assert.Equal(magnitude.GetDouble(), policy.Magnitude(kind, level, height, width), 2e-5);
        }
    }

    private static Picture Apply(string operation, Parameters given)
    {
        var picture = Source();
        var smooth = given.Text("interpolation") == "bilinear";
        byte[] fill = given.Has("fill") ? given.Bytes("fill") : [0, 0, 0];
        return operation switch
        {
            "hflip" => Cropping.Mirror(picture),
            "vflip" => Cropping.Flip(picture),
            "crop" => Cropping.Crop(
                picture, given.Whole("top"), given.Whole("left"), given.Whole("height"), given.Whole("width")),
            "center_crop" => Cropping.CropCentre(picture, given.Whole("output_size", 0), given.Whole("output_size", 1)),
            "resized_crop" => Resampler.Resize(
                Cropping.Crop(picture, given.Whole("top"), given.Whole("left"), given.Whole("height"), given.Whole("width")),
                given.Whole("size", 0), given.Whole("size", 1),
                Resampling.Pillow(Enum.Parse<Interpolation>(given.Text("interpolation"), ignoreCase: true))),
            "pad" => Cropping.Pad(
                picture,
                (given.Whole("padding", 0), given.Whole("padding", 1), given.Whole("padding", 2), given.Whole("padding", 3)),
                given.Has("padding_mode") ? Enum.Parse<Border>(given.Text("padding_mode"), ignoreCase: true) : Border.Constant,
                fill),
            "rotate" when given.Has("center") => Rotation.Around(
                picture, given.Real("angle"), given.Whole("center", 0), given.Whole("center", 1), smooth, fill),
            "rotate" => Rotation.Apply(picture, given.Real("angle"), smooth, fill),
            "affine" => Warp.Apply(
                picture,
                AffineMatrix.Of(
                    given.Real("angle"), given.Whole("translate", 0), given.Whole("translate", 1), given.Real("scale"),
                    given.Real("shear", 0), given.Real("shear", 1), picture.Width * 0.5, picture.Height * 0.5),
                smooth,
                fill),
            "adjust_brightness" => Enhancement.Brightness(picture, given.Real("brightness_factor")),
            "adjust_contrast" => Enhancement.Contrast(picture, given.Real("contrast_factor")),
            "adjust_saturation" => Enhancement.Saturation(picture, given.Real("saturation_factor")),
            "adjust_sharpness" => Enhancement.Sharpness(picture, given.Real("sharpness_factor")),
            "adjust_hue" => Hue.Shift(picture, given.Real("hue_factor")),
            "adjust_gamma" => Tones.Gamma(picture, given.Real("gamma"), given.Real("gain")),
            "posterize" => Tones.Posterize(picture, given.Whole("bits")),
            "solarize" => Tones.Solarize(picture, given.Real("threshold")),
            "autocontrast" => Tones.AutoContrast(picture),
            "equalize" => Tones.Equalize(picture),
            "invert" => Tones.Invert(picture),
            "rgb_to_grayscale" => Enhancement.Greyscale(picture),
            "gaussian_blur" => GaussianBlur.Apply(
                picture, given.Whole("kernel_size", 0), given.Whole("kernel_size", 1), given.Real("sigma", 0),
                given.Real("sigma", 1)),
            "autoaugment._apply_op" => Policy.Apply(
                picture, Enum.Parse<PolicyOperation>(given.Text("op_name")), given.Real("magnitude")),
            _ => throw new InvalidOperationException($"no such operation: {operation}"),
        };
    }

    // Means of floating point numbers that end near a half.
    private static int Tolerance(string name) => name.StartsWith("blur", StringComparison.Ordinal) ? 1 : 0;

    private static Picture Source()
    {
        var source = Shared.Tensors("fixtures", "imaging", "augment.safetensors")["picture"];
        return new Picture(source.Shape[1], source.Shape[0], source.Bytes);
    }

    private static IEnumerable<string> Names(string kind)
    {
        using var json = Shared.Json("fixtures", "imaging", "augment.json");
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Where(entry => entry.TryGetProperty(kind, out _))
            .Select(entry => entry.GetProperty("case").GetString()!)];
    }

    private static JsonElement Entry(string name)
    {
        using var json = Shared.Json("fixtures", "imaging", "augment.json");
        return json.RootElement.GetProperty("cases").EnumerateArray()
            .Single(entry => entry.GetProperty("case").GetString() == name).Clone();
    }

    private sealed class Parameters(JsonElement json)
    {
        public bool Has(string name) => json.TryGetProperty(name, out _);

        public string Text(string name) => Has(name) ? json.GetProperty(name).GetString()! : "";

        public int Whole(string name) => json.GetProperty(name).GetInt32();

        public int Whole(string name, int index) => json.GetProperty(name)[index].GetInt32();

        public double Real(string name) => json.GetProperty(name).GetDouble();

        public double Real(string name, int index) => json.GetProperty(name)[index].GetDouble();

        public byte[] Bytes(string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Array } all
            ? [.. all.EnumerateArray().Select(value => value.GetByte())]
            : [json.GetProperty(name).GetByte(), json.GetProperty(name).GetByte(), json.GetProperty(name).GetByte()];
    }
}
