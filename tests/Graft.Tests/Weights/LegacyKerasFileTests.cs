using System.Security.Cryptography;
using System.Text.Json;
using Graft.Weights;

namespace Graft.Tests.Weights;

public sealed class LegacyKerasFileTests
{
    public static TheoryData<string> FormatFiles => [
        "longnames_legacy_model", "longnames_legacy_weights", "longnames_v3_legacy_model", "mobilenet_legacy_model",
        "mobilenet_legacy_weights", "mobilenet_v3_legacy_model", "nested_backbone_frozen_legacy_weights",
        "nested_backbone_frozen_v3_legacy_model", "nested_legacy_model", "nested_legacy_weights",
        "nested_nothing_frozen_legacy_weights", "nested_v3_legacy_model", "tiny_legacy_model", "tiny_legacy_weights",
        "tiny_legacy_weights_fixed_strings", "tiny_legacy_weights_gzip", "tiny_legacy_weights_gzip_fletcher",
        "tiny_legacy_weights_latest", "tiny_legacy_weights_latest_contiguous", "tiny_v3_legacy_model",
    ];

    [Theory]
    [MemberData(nameof(FormatFiles))]
    public void Every_array_of_a_file_that_Keras_wrote_is_read_as_it_is(string name)
    {
        using var list = Shared.Json("fixtures", "keras", "formats", name + ".h5.json");
        using var file = WeightsFile.Open(Shared.Path("fixtures", "keras", "formats", name + ".h5"));
        var expected = list.RootElement.GetProperty("arrays").EnumerateArray()
            .Where(item => item.GetProperty("layer").ValueKind != JsonValueKind.Null)
            .ToDictionary(item => item.GetProperty("path").GetString()!);
        Assert.Equal(expected.Keys.ToHashSet(), file.Arrays.Select(array => "/" + array.Path).ToHashSet());
        Assert.Equal(expected.Count, file.Arrays.Count);
        foreach (var array in file.Arrays)
        {
            var item = expected["/" + array.Path];
            Assert.Equal(item.GetProperty("layer").GetString(), array.Layer);
            Assert.Equal("float32", item.GetProperty("dtype").GetString());
            Assert.Equal(ElementType.Float32, array.ElementType);
            Assert.Equal(item.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), array.Shape);
            Assert.Equal(item.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(array.ReadBytes())));
            var values = array.ReadSingles();
            Assert.Equal(item.GetProperty("first").EnumerateArray().Select(value => value.GetSingle()), values.Take(4));
            Assert.Equal(item.GetProperty("sum").GetDouble(), values.Sum(value => (double)value), 1e-6);
        }
    }

    [Theory]
    [InlineData("nested_legacy_weights")]
    [InlineData("nested_nothing_frozen_legacy_weights")]
    [InlineData("nested_v3_legacy_model")]
    public void Arrays_come_in_the_order_in_which_Keras_lists_them(string name)
    {
        using var list = Shared.Json("fixtures", "keras", "formats", name + ".h5.json");
        using var file = WeightsFile.Open(Shared.Path("fixtures", "keras", "formats", name + ".h5"));
        var expected = list.RootElement.GetProperty("legacy_order_in_file").EnumerateArray()
            .SelectMany(group => group[1].EnumerateArray().Select(weight => $"{group[0].GetString()}: {weight.GetString()}"));
        Assert.Equal(
            expected,
            file.Arrays.Select(a => a.Group == a.Layer ? $"{a.Group}: {a.Weight}" : $"{a.Group}: {a.Layer}/{a.Weight}"));
    }

    [Theory]
    [InlineData("mobilenet_7_5_224_tf.h5", "mobilenet_v1_0.75_224.f32.safetensors")]
    [InlineData("mobilenet_2_5_224_tf.h5", "mobilenet_v1_0.25_224.f32.safetensors")]
    [InlineData("squeezenet_v1.1_notop_tf.h5", "squeezenet_v1.1_notop.f32.safetensors")]
    public void A_published_h5_file_equals_its_safetensors_twin_bit_for_bit(string legacy, string twin)
    {
        using var first = WeightsFile.Open(Shared.Path("weights", legacy));
        using var second = WeightsFile.Open(Shared.Path("weights", twin));
        var byName = second.Arrays.ToDictionary(array => (array.Layer, array.Weight));
        Assert.Equal(byName.Count, first.Arrays.Count);
        foreach (var array in first.Arrays)
        {
            var other = byName[(array.Layer, array.Weight)];
            Assert.Equal(other.Shape, array.Shape);
            Assert.True(other.ReadBytes().AsSpan().SequenceEqual(array.ReadBytes()), array.Path);
        }
    }

    [Theory]
    [InlineData("hostile", "control.h5")]
    [InlineData("keras", "formats", "tiny_legacy_weights_latest.h5")]
    [InlineData("keras", "formats", "tiny_legacy_weights_gzip_fletcher.h5")]
    public void Changed_bytes_give_a_sound_file_or_a_WeightsException_and_nothing_else(params string[] path) =>
        Mutations.Check(File.ReadAllBytes(Shared.Path(["fixtures", .. path])), ".h5", iterations: 1000);
}
