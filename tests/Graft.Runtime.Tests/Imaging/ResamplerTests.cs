using System.Drawing;
using System.Text.Json;
using CsCheck;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

public sealed class ResamplerTests
{
    /// <summary>
    /// What Graft never does. Reducing by whole numbers first (<c>reduce</c>, <c>reducing_gap</c>, and <c>thumbnail</c>, which
    /// uses it) is a short cut that changes pixels, so that use would differ from training. Premultiplied alpha does not occur:
    /// a decoded picture has three channels.
    /// </summary>
    private static readonly string[] LeftOut =
    [
        "pillow_gap1/B/16x11/BILINEAR", "pillow_gap1/B/16x11/BICUBIC",
        "pillow_gap2/B/16x11/BILINEAR", "pillow_gap2/B/16x11/BICUBIC",
        "pillow_gap3/B/16x11/BILINEAR", "pillow_gap3/B/16x11/BICUBIC",
        "pillow_reduce/B/3x2", "pillow_thumbnail/B/80",
        "pillow_rgba/RGBA/48x30/NEAREST", "pillow_rgba/RGBA/48x30/BILINEAR",
    ];

    [Fact]
    public void Pictures_and_arrays_are_resized_as_by_Pillow_torch_and_TensorFlow()
    {
        using var json = Shared.Json("fixtures", "imaging", "resize.json");
        var arrays = Shared.Tensors("fixtures", "imaging", "resize.safetensors");
        var cases = json.RootElement.GetProperty("cases").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("key").GetString()!);
        Assert.Equal(158, cases.Count);
        Assert.Equal(LeftOut.Length, LeftOut.Count(cases.Remove));
        foreach (var (key, entry) in cases)
            Close.Absolute(arrays[key].Floats(), Resized(key, entry, arrays), entry.GetProperty("tolerance").GetDouble(), key);
    }

    [Fact]
    public void Keras_resizes_are_those_of_TensorFlow()
    {
        using var json = Shared.Json("fixtures", "keras", "preprocessing.json");
        var arrays = Shared.Tensors("fixtures", "keras", "preprocessing.safetensors");
        var plain = json.RootElement.GetProperty("results").EnumerateArray()
            .Where(entry => entry.GetProperty("tensor").GetString()!.Split('/')
                is ["tf_image_resize", ..] or ["image_dataset_from_directory", _, "plain", _] or ["resizing_layer", "plain", _])
            .ToList();
        Assert.Equal(56 + 10 + 2, plain.Count);
        foreach (var entry in plain)
        {
            var name = entry.GetProperty("tensor").GetString()!;
            var source = arrays[entry.GetProperty("input").GetString()!];
            var method = (entry.TryGetProperty("method", out var m) ? m : entry.GetProperty("interpolation")).GetString()!;
            var shape = entry.GetProperty("shape");
            var actual = Resampler.Resize(
                source.Floats(), source.Shape[0], source.Shape[1], 3, shape[0].GetInt32(), shape[1].GetInt32(),
                Resampling.TensorFlow(method, entry.TryGetProperty("antialias", out var antialias) && antialias.GetBoolean()));
            Close.Absolute(arrays[name].Floats(), Sample.Of(actual, entry.GetProperty("sampled").GetInt32()), 1e-3, name);
        }
    }

    [Fact]
    public void A_part_of_a_resized_picture_is_what_the_whole_has_there() => Gen.Select(
        Gen.Int[1, 40], Gen.Int[1, 30], Gen.Int[1, 50], Gen.Int[1, 50],
        Gen.Enum<Interpolation>(), Gen.Double[0, 0.99], Gen.Double[0, 0.99])
        .Sample((oldWidth, oldHeight, width, height, interpolation, across, down) =>
        {
            var picture = Noise(oldWidth, oldHeight);
            var (left, top) = ((int)(across * width), (int)(down * height));
            var rows = new Axis(oldHeight, height) { First = top, Length = height - top };
            var columns = new Axis(oldWidth, width) { First = left, Length = width - left };
            var resampling = Resampling.Pillow(interpolation);
            var whole = Resampler.Resize(picture, height, width, resampling);
            var part = Resampler.Resize(picture, rows, columns, resampling);
            for (var y = 0; y < height - top; y++)
                for (var x = 0; x < 3 * (width - left); x++)
                    if (whole.Pixels[3 * ((top + y) * width + left) + x] != part.Pixels[3 * y * (width - left) + x])
                        return false;
            return part.Pixels.Length == 3 * (width - left) * (height - top);
        }, iter: 300);

    [Fact]
    public void One_colour_stays_one_colour_in_every_way_to_resize() => Gen.Select(
        Gen.Int[0, Ways.Length - 1], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 60])
        .Sample((way, oldHeight, oldWidth, height, width) =>
        {
            var values = Enumerable.Repeat(200f, oldHeight * oldWidth).ToArray();
            var resized = Resampler.Resize(values, oldHeight, oldWidth, 1, height, width, Ways[way]);
            return resized.All(value => Math.Abs(value - 200f) < 0.01);
        }, iter: 500);

    [Fact]
    public void An_unknown_way_to_resize_is_refused_with_the_known_ones()
    {
        Assert.Contains("lanczos3", Assert.Throws<ArgumentException>(() => Resampling.TensorFlow("lanczos")).Message);
        Assert.Contains("nearest-exact", Assert.Throws<ArgumentException>(() => Resampling.Torch("lanczos")).Message);
    }

    [Fact]
    public void A_box_outside_the_picture_is_refused()
    {
        var picture = Noise(4, 3);
        foreach (var box in new[] { new RectangleF(0, 0, 5, 3), new(-1, 0, 2, 2), new(1, 1, 0, 1), new(float.NaN, 0, 1, 1) })
            Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(picture, box, 2, 2, Interpolation.Bilinear));
    }

    private static Resampling[] Ways =>
    [
        .. Enum.GetValues<Interpolation>().Select(Resampling.Pillow),
        .. from method in new[] { "nearest", "area", "bilinear", "bicubic", "lanczos3", "lanczos5", "gaussian", "mitchellcubic" }
           from antialias in new[] { false, true }
           select Resampling.TensorFlow(method, antialias),
        .. from mode in new[] { "nearest", "nearest-exact", "area", "bilinear", "bicubic" }
           from antialias in new[] { false, true }
           select Resampling.Torch(mode, antialias),
    ];

    private static float[] Resized(string key, JsonElement entry, TensorFile arrays)
    {
        var (width, height) = (entry.GetProperty("width").GetInt32(), entry.GetProperty("height").GetInt32());
        var filter = entry.GetProperty("filter").GetString()!;
        var antialias = entry.TryGetProperty("antialias", out var flag) && flag.GetBoolean();
        var source = arrays[entry.GetProperty("source").GetString()!];
        var kind = key.Split('/')[0];
        var resampling = kind switch
        {
            "tf" => Resampling.TensorFlow(filter, antialias),
            "v2_uint8" or "v2_float" or "interpolate" => Resampling.Torch(filter, antialias),
            _ => Resampling.Pillow(Pillows(filter)),
        };
        var result = kind switch
        {
            "pillow" or "v2_uint8" => Floats(Resampler.Resize(PictureOf(source), height, width, resampling)),
            "pillow_box" => Floats(
                Resampler.Resize(PictureOf(source), Box(entry.GetProperty("box")), height, width, Pillows(filter))),
            _ => Resampler.Resize(
                Array.ConvertAll(source.Floats(), value => kind is "v2_float" or "interpolate" ? value / 255f : value),
                source.Shape[0], source.Shape[1], source.Shape.Length == 3 ? 3 : 1, height, width, resampling),
        };
        return entry.GetProperty("layout").GetString() == "CHW" ? Sample.Planes(result) : result;
    }

    private static Picture PictureOf(ReferenceArray array) => new(array.Shape[1], array.Shape[0], array.Bytes);

    private static float[] Floats(Picture picture) => Array.ConvertAll(picture.Pixels, value => (float)value);

    private static RectangleF Box(JsonElement edges) =>
        RectangleF.FromLTRB(edges[0].GetSingle(), edges[1].GetSingle(), edges[2].GetSingle(), edges[3].GetSingle());

    private static Interpolation Pillows(string filter) => Enum.Parse<Interpolation>(filter, ignoreCase: true);

    private static Picture Noise(int width, int height)
    {
        var values = Formula.Unit($"noise/{width}/{height}", 3L * width * height);
        return new(width, height, Array.ConvertAll(values, value => (byte)(127.5f * (value + 1f))));
    }
}
