using System.Text.Json;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

public sealed class PreprocessingPipelineTests
{
    private const string Padding = "pads to the input's shape: no published weights entry asks for it";
    private const string CropFirst = "cuts the input's shape out before resizing: no published weights entry asks for it";
    private const string TensorBicubic = "bicubic on tensors is up to 0.105 from the PIL path, which Graft follows";

    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["torchvision/efficientnet_b0/tensor"] = TensorBicubic,
        ["torchvision/vit_b_16_swag_linear/tensor"] = TensorBicubic,
        ["torchvision/swin_t/tensor"] = TensorBicubic,
        ["timm/border_95_bicubic"] = Padding,
        ["timm/border_100_bicubic"] = Padding,
        ["timm/border_875_bilinear"] = Padding,
        ["open_clip/longest"] = Padding,
        ["keras_load_img/bilinear_keep_aspect_ratio_none"] = CropFirst,
        ["keras_dataset/area"] = "area is no interpolation of a published weights entry (the resampler has it)",
        ["keras_dataset/bilinear_crop"] = CropFirst,
        ["keras_dataset/bilinear_crop_160x192"] = CropFirst,
        ["keras_dataset/bilinear_pad"] = Padding,
        ["keras_dataset/bilinear_pad_160x192"] = Padding,
        ["keras_resizing_layer/bilinear_crop"] = CropFirst,
        ["keras_resizing_layer/bilinear_pad"] = Padding,
        ["keras_center_crop_layer/150x130"] = "a crop without resizing: no published weights entry asks for it",
    };

    [Fact]
    public void Pictures_come_out_as_from_the_libraries_evaluation_pipelines()
    {
        using var json = Shared.Json("fixtures", "imaging", "pipelines.json");
        var arrays = Shared.Tensors("fixtures", "imaging", "pipelines.safetensors");
        var pictures = new[] { "pipe_landscape", "pipe_portrait", "pipe_small" }
            .ToDictionary(name => name, name => PictureDecoder.Decode(PictureFixture.FileOf(name)));
        var pipelines = json.RootElement.GetProperty("pipelines").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("pipeline").GetString()!);
        Assert.Equal(54, pipelines.Count);
        Assert.Equal(LeftOut.Count, LeftOut.Keys.Count(pipelines.Remove));
        foreach (var (name, pipeline) in pipelines)
            foreach (var picture in pipeline.GetProperty("pictures").EnumerateArray())
            {
                var preprocessing = Expressed(name, pipeline.GetProperty("parameters"));
                var actual = Run(preprocessing, pictures[picture.GetProperty("picture").GetString()!]);
                if (pipeline.GetProperty("layout").GetString() == "CHW")
                    actual = Sample.Planes(actual);
                var key = picture.GetProperty("key").GetString()!;
                int[] shape = [.. picture.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
                var tolerance = Tolerance(name, pipeline.GetProperty("tolerance").GetDouble());
                var expected = arrays[key].Floats();
                if (!preprocessing.Antialias)
                    expected = Array.ConvertAll(expected, value => Math.Clamp(value, 0, 255)); // a picture has whole bytes
                Close.Absolute(expected, Every7th(actual, shape), tolerance, key);
                if (tolerance < 1e-3)
                {
                    var tolerated = picture.GetProperty("sum_abs").GetDouble() * 1e-6;
                    Assert.Equal(picture.GetProperty("sum").GetDouble(), actual.Sum(value => (double)value), tolerated);
                }
            }
    }

    [Fact]
    public void A_file_is_prepared_as_its_decoded_picture_is_whatever_the_memory_held_before()
    {
        var resized = Preprocessing.Keras("tf", 48, 64);
        var cropped = Preprocessing.Torchvision(32, 40, Interpolation.Bicubic);
        var fixtures = PictureFixture.All().Where(fixture => fixture.Status == "ok").ToList();
        foreach (var fixture in fixtures.Concat(fixtures))
        {
            var picture = PictureDecoder.Decode(fixture.File);
            foreach (var preprocessing in new[] { resized, resized with { Antialias = false }, cropped })
                Assert.Equal(preprocessing.Resize(picture).Pixels, preprocessing.Prepare(fixture.File).Pixels);
            var unchanged = resized with { InputHeight = picture.Height, InputWidth = picture.Width };
            Assert.Equal(picture.Pixels, unchanged.Prepare(fixture.File).Pixels);
        }
    }

    [Fact]
    public void Pictures_come_out_as_from_Keras_load_img()
    {
        using var json = Shared.Json("fixtures", "keras", "preprocessing.json");
        var arrays = Shared.Tensors("fixtures", "keras", "preprocessing.safetensors");
        var entries = json.RootElement.GetProperty("results").EnumerateArray()
            .Where(entry => entry.GetProperty("tensor").GetString()!.Split('/') is ["load_img", not "keep_aspect_ratio", _])
            .ToList();
        Assert.Equal(12, entries.Count);
        foreach (var entry in entries)
        {
            var source = arrays[entry.GetProperty("input").GetString()!];
            var shape = entry.GetProperty("shape");
            var preprocessing = Preprocessing.Keras("none", shape[0].GetInt32(), shape[1].GetInt32()) with
            {
                Interpolation = Enum.Parse<Interpolation>(entry.GetProperty("interpolation").GetString()!, ignoreCase: true),
            };
            var actual = Run(preprocessing, new Picture(source.Shape[1], source.Shape[0], source.Bytes));
            var name = entry.GetProperty("tensor").GetString()!;
            Close.Absolute(arrays[name].Floats(), Sample.Of(actual, entry.GetProperty("sampled").GetInt32()), 0, name);
        }
    }

    [Theory]
    [InlineData("caffe")]
    [InlineData("tf")]
    [InlineData("torch")]
    public void Values_are_normalised_as_by_Keras_preprocess_input(string mode)
    {
        var arrays = Shared.Tensors("fixtures", "keras", "preprocessing.safetensors");
        var input = arrays["input/4x5"];
        var actual = new float[input.Bytes.Length];
        Preprocessing.Keras(mode, 4, 5).Normalize(input.Bytes, actual);
        Close.Absolute(arrays[$"preprocess_input/{mode}"].Floats(), actual, 1e-6, mode);
    }

    private static Preprocessing Expressed(string name, JsonElement parameters)
    {
        var interpolation = parameters.TryGetProperty("interpolation", out var text)
            ? Enum.Parse<Interpolation>(text.GetString()!.TrimEnd('3'), ignoreCase: true)
            : Interpolation.Bilinear;
        switch (name.Split('/')[0])
        {
            case "torchvision":
                var crop = parameters.GetProperty("crop_size")[0].GetInt32();
                var resize = parameters.GetProperty("resize_size")[0].GetInt32();
                return WithNumbers(Preprocessing.Torchvision(crop, resize, interpolation), parameters);
            case "timm":
                var size = parameters.GetProperty("input_size");
                var (height, width) = size.ValueKind == JsonValueKind.Array
                    ? (size[1].GetInt32(), size[2].GetInt32())
                    : (size.GetInt32(), size.GetInt32());
                var rule = parameters.GetProperty("crop_mode").GetString() == "squash" ? ResizeRule.Squash : ResizeRule.ShortSide;
                var fraction = parameters.GetProperty("crop_pct").GetDouble();
                return WithNumbers(Preprocessing.Timm(height, width, fraction, interpolation, rule), parameters);
            case "open_clip":
                var clipRule = name == "open_clip/squash" ? ResizeRule.Squash : ResizeRule.ShortSide;
                return WithNumbers(Preprocessing.Timm(224, 224, 1, interpolation, clipRule), parameters);
            case "keras_load_img":
                var target = parameters.GetProperty("target_size_height_width");
                var mode = parameters.GetProperty("preprocess").GetString() ?? "none";
                return Preprocessing.Keras(mode, target[0].GetInt32(), target[1].GetInt32()) with
                {
                    Interpolation = interpolation,
                };
            default:
                var (rows, columns) = parameters.TryGetProperty("image_size", out var sides)
                    ? (sides[0].GetInt32(), sides[1].GetInt32())
                    : (224, 224);
                return Preprocessing.Keras("none", rows, columns) with
                {
                    Interpolation = interpolation,
                    Antialias = parameters.TryGetProperty("antialias", out var antialias) && antialias.GetBoolean(),
                };
        }
    }

    private static Preprocessing WithNumbers(Preprocessing preprocessing, JsonElement parameters) => preprocessing with
    {
        Mean = Numbers(parameters, "mean"),
        StandardDeviation = Numbers(parameters, "std"),
    };

    /// <summary>Keras's float results are rounded to bytes here: once, or after each of two passes with antialias.</summary>
    private static double Tolerance(string name, double stated) => name.Split('/') switch
    {
        ["keras_resizing_layer", "bilinear_antialias"] => 1,
        ["keras_dataset" or "keras_resizing_layer", _] => 0.5 + stated,
        _ => stated,
    };

    private static float[] Run(Preprocessing preprocessing, Picture picture)
    {
        var resized = preprocessing.Resize(picture);
        Assert.Equal((preprocessing.InputHeight, preprocessing.InputWidth), (resized.Height, resized.Width));
        var values = new float[resized.Pixels.Length];
        preprocessing.Normalize(resized.Pixels, values);
        return values;
    }

    /// <summary>Rows and columns 3, 10, 17, ... of an array whose channels come first or last.</summary>
    private static float[] Every7th(float[] values, int[] shape)
    {
        var channelsFirst = shape[0] == 3;
        var (height, width) = channelsFirst ? (shape[1], shape[2]) : (shape[0], shape[1]);
        var kept = new List<float>();
        for (var channel = 0; channel < (channelsFirst ? 3 : 1); channel++)
            for (var y = 3; y < height; y += 7)
                for (var x = 3; x < width; x += 7)
                    if (channelsFirst)
                        kept.Add(values[(channel * height + y) * width + x]);
                    else
                        kept.AddRange(values.AsSpan(3 * (y * width + x), 3));
        return [.. kept];
    }

    private static float[] Numbers(JsonElement parameters, string name) =>
        [.. parameters.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];
}
