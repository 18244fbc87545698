using System.Text.Json;
using Graft.Backbones;
using Graft.Layers;
using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Layers;

/// <summary>What was learned for the places of one grid, brought to another one.</summary>
public sealed class PositionGridTests
{
    private const string Function = "timm.layers.resample_abs_pos_embed";

    [Fact]
    public void Places_are_interpolated_as_timm_does()
    {
        using var json = Shared.Json("fixtures", "timm", "position_embedding.json");
        var expected = Shared.Tensors("fixtures", "timm", "position_embedding.safetensors");
        var compared = 0;
        foreach (var entry in json.RootElement.GetProperty("arrays").EnumerateArray().Where(IsOfASquareByBicubicFilter))
        {
            var (name, given) = (entry.GetProperty("name").GetString()!, entry.GetProperty("input"));
            long[] shape = [.. given.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            var arguments = entry.GetProperty("arguments");
            var size = arguments.GetProperty("new_size");
            var grid = new PositionGrid(
                size[0].GetInt32(), size[1].GetInt32(), arguments.GetProperty("num_prefix_tokens").GetInt32());
            Assert.True(grid.Takes(shape), name);
            var values = Formula.Unit(given.GetProperty("key").GetString()!, shape[1] * shape[2]);
            Close.Absolute(expected[name].Floats(), grid.Adapt(shape, values), 2e-6, name);
            compared++;
        }
        Assert.Equal(7, compared);
    }

    [Fact]
    public void Places_that_are_no_square_or_of_other_channels_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var model = BackboneRegistry.Find("test_vit.timm").Load(new BackboneOptions { Weights = null });
        foreach (var (steps, channels) in new[] { (98L, 64L), (101L, 32L) })
        {
            var path = folder.File($"{steps}.safetensors");
            var writer = new SafetensorsWriter([]);
            foreach (var (name, shape) in Backbones.TorchReference.ArraysOf(model))
            {
                long[] written = name == "pos_embed" ? [1, steps, channels] : shape;
                writer.Add(name, written, new float[written.Aggregate(1L, (product, length) => product * length)]);
            }
            writer.Save(path, overwrite: false);
            var error = Assert.Throws<WeightsMismatchException>(() => model.LoadWeights(path));
            Assert.Contains($"[1, {steps}, {channels}] in the file", Assert.Single(error.Misshaped), StringComparison.Ordinal);
        }
    }

    private static bool IsOfASquareByBicubicFilter(JsonElement entry)
    {
        var arguments = entry.GetProperty("arguments");
        return entry.GetProperty("function").GetString() == Function
            && arguments.GetProperty("interpolation").GetString() == "bicubic"
            && arguments.GetProperty("antialias").GetBoolean() && !arguments.TryGetProperty("old_size", out _);
    }
}
