using System.Security.Cryptography;
using System.Text.Json;
using Graft.Weights;

namespace Graft.Tests.Weights;

public sealed class Keras3FileTests
{
    [Theory]
    [InlineData("tiny_v3.weights.h5")]
    [InlineData("nested_v3.weights.h5")]
    [InlineData("mobilenet_v3.weights.h5")]
    [InlineData("tiny_v3.keras")]
    [InlineData("tiny_v3_deflated.keras")]
    [InlineData("nested_v3.keras")]
    [InlineData("mobilenet_v3.keras")]
    public void Every_array_of_a_file_that_Keras_wrote_is_read_as_it_is(string name)
    {
        using var list = Shared.Json("fixtures", "keras", "formats", name + ".json");
        using var file = WeightsFile.Open(Shared.Path("fixtures", "keras", "formats", name));
        var expected = list.RootElement.GetProperty("arrays").EnumerateArray()
            .ToDictionary(item => item.GetProperty("path").GetString()!.Replace("model.weights.h5:", "", StringComparison.Ordinal));
        var arrays = file.Arrays.Concat(file.LeftOut).ToArray();
        Assert.Equal(expected.Keys.ToHashSet(), arrays.Select(array => "/" + array.Path).ToHashSet());
        Assert.Equal(expected.Count, arrays.Length);
        foreach (var array in arrays)
        {
            var item = expected["/" + array.Path];
            Assert.Equal(item.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), array.Shape);
            Assert.Equal(item.GetProperty("dtype").GetString(), array.ElementType.ToString().ToLowerInvariant());
            Assert.Equal(item.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(array.ReadBytes())));
            var isState = item.GetProperty("layer").ValueKind == JsonValueKind.Null;
            Assert.Equal(isState, file.LeftOut.Contains(array));
            if (!isState)
                Assert.Equal(
                    (item.GetProperty("layer").GetString(), item.GetProperty("weight").GetString()), (array.Layer, WeightOf(array)));
        }

        // The list calls a depthwise kernel by the name that the layer's documentation has.
        string WeightOf(StoredArray array) => expected["/" + array.Path].GetProperty("weight").GetString() == "depthwise_kernel"
            && array.Weight == "kernel" ? "depthwise_kernel" : array.Weight;
    }

    [Theory]
    [InlineData("tiny_v3.weights.h5")]
    [InlineData("nested_v3.weights.h5")]
    [InlineData("tiny_v3.keras")]
    [InlineData("tiny_v3_deflated.keras")]
    [InlineData("nested_v3.keras")]
    public void A_network_with_these_weights_computes_what_Keras_computed(string name)
    {
        using var info = Shared.Json("fixtures", "keras", "formats", name + ".json");
        var model = info.RootElement.GetProperty("network").GetString() == "tiny" ? FormatNetworks.Tiny() : FormatNetworks.Nested();
        var report = model.LoadWeights(Shared.Path("fixtures", "keras", "formats", name));
        Assert.Equal((17, 0), (report.Loaded, report.Unexpected.Count));

        var key = info.RootElement.GetProperty("input").GetProperty("key").GetString()!;
        var expected = info.RootElement.GetProperty("output").GetProperty("values").EnumerateArray().Select(v => v.GetSingle());
        Close.Relative(expected.ToArray(), FormatNetworks.Run(model, Formula.Picture(key, 2, 16, 16), 2), 1e-5, name);
    }

    [Fact]
    public void The_description_gives_the_models_order()
    {
        using var file = WeightsFile.Open(Shared.Path("fixtures", "keras", "formats", "nested_v3.keras"));
        Assert.Equal(
            ["stem", "stem_bn", "dw", "dw_bn", "sep", "project", "head"], file.Arrays.Select(array => array.Layer).Distinct());
        Assert.Equal(["backbone", "head"], file.Arrays.Select(array => array.Group).Distinct());
        Assert.Equal("3.15.1", file.Metadata["keras_version"]);
    }

    [Theory]
    [InlineData(false, "keras", "formats", "tiny_v3.keras")]
    [InlineData(true, "keras", "formats", "tiny_v3_deflated.keras")]
    [InlineData(false, "hostile", "control.weights.h5")]
    [InlineData(false, "hostile", "control.keras")]
    public void Changed_bytes_give_a_sound_file_or_a_WeightsException_and_nothing_else(bool isGuarded, params string[] path) =>
        Mutations.Check(File.ReadAllBytes(Shared.Path(["fixtures", .. path])), ".keras", iterations: 400, isGuarded);
}
