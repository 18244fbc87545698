using System.Security.Cryptography;
using System.Text.Json;
using Graft.Weights;

namespace Graft.Tests.Weights;

public sealed class TorchFileTests
{
    private static readonly Dictionary<string, ElementType> Types = new()
    {
        ["float32"] = ElementType.Float32,
        ["float64"] = ElementType.Float64,
        ["float16"] = ElementType.Float16,
        ["bfloat16"] = ElementType.BFloat16,
        ["int64"] = ElementType.Int64,
        ["int32"] = ElementType.Int32,
        ["int16"] = ElementType.Int16,
        ["int8"] = ElementType.Int8,
        ["uint8"] = ElementType.UInt8,
        ["bool"] = ElementType.Boolean,
        ["float8_e4m3fn"] = ElementType.Float8E4M3,
        ["float8_e5m2"] = ElementType.Float8E5M2,
    };

    [Fact]
    public void Every_file_that_torch_wrote_is_read_as_it_is_or_refused_as_its_list_demands()
    {
        var lists = Directory.GetFiles(Shared.Path("fixtures", "torchvision", "formats"), "*.*.json");
        Assert.Equal(41, lists.Length);
        var loaded = lists.Order(StringComparer.Ordinal).Count(Check);
        Assert.InRange(loaded, 28, 41);
    }

    [Theory]
    [InlineData("checkpoint_state_dict.pth", "state_dict|module.", "best_acc1")]
    [InlineData("checkpoint_model.pth", "model", "optimizer/state/0/momentum_buffer")]
    [InlineData("checkpoint_ema.pth", "state_dict_ema", "state_dict/conv1.weight")]
    [InlineData("zip.pth", "", null)]
    public void What_was_taken_off_around_the_weights_is_told(string name, string unwrapped, string? besides)
    {
        using var file = Open(name);
        Assert.Equal(unwrapped.Split('|', StringSplitOptions.RemoveEmptyEntries), file.Unwrapped);
        Assert.Equal(("conv1.weight", "conv1", "weight"), (file.Arrays[0].Path, file.Arrays[0].Layer, file.Arrays[0].Weight));
        Assert.Equal(10, file.Arrays.Count);
        Assert.Equal(besides is null, file.LeftOut.Count == 0);
        Assert.True(besides is null || file.LeftOut.Any(array => array.Path == besides));
    }

    [Theory]
    [InlineData("checkpoint_args.pth", "argparse.Namespace")]
    [InlineData("module.pth", "whole model ('torch.nn.modules")]
    [InlineData("module_in_dict.pth", "whole model")]
    [InlineData("torchscript.pt", "TorchScript")]
    [InlineData("sparse.pth", "_rebuild_sparse_tensor")]
    [InlineData("quantized.pth", "_rebuild_qtensor")]
    [InlineData("tensor.pth", "one tensor without a name")]
    [InlineData("list.pth", "no dictionary of names")]
    [InlineData("int_keys.pth", "no tensors that have names")]
    [InlineData("zip_complex.pth", "ComplexFloatStorage")]
    public void A_refusal_says_what_the_file_is(string name, string reason) =>
        Assert.Contains(reason, Assert.Throws<WeightsException>(() => Open(name)).Message);

    [Fact]
    public void Numbers_of_eight_bits_become_singles_by_their_formats()
    {
        using var file = Open("zip_f8.pth");
        // From the tables of the formats: the smallest, the smallest normal and the largest number, one, and what is no number.
        float[] expected = [.. Enumerable.Range(0, 256).Select(bits => ByTable((byte)bits, exponentBits: 4, hasInfinity: false))];
        Assert.Equal((float)Math.Pow(2, -9), expected[1]);
        Assert.Equal(448f, expected[0x7E]);
        Assert.Equal(expected, Singles(ElementType.Float8E4M3));
        expected = [.. Enumerable.Range(0, 256).Select(bits => ByTable((byte)bits, exponentBits: 5, hasInfinity: true))];
        Assert.Equal(57344f, expected[0x7B]);
        Assert.Equal(expected, Singles(ElementType.Float8E5M2));

        static float[] Singles(ElementType type)
        {
            var values = new float[256];
            Elements.ToSingles(type, [.. Enumerable.Range(0, 256).Select(bits => (byte)bits)], values);
            return values;
        }
    }

    [Theory]
    [InlineData("torchvision", "formats", "zip_views.pth")]
    [InlineData("torchvision", "formats", "legacy_views.pth")]
    [InlineData("torchvision", "formats", "zip_deflated.pth")]
    [InlineData("hostile", "control_zip.pth")]
    [InlineData("hostile", "control_legacy.pth")]
    public void Changed_bytes_give_a_sound_file_or_a_WeightsException_and_nothing_else(params string[] path) =>
        Mutations.Check(File.ReadAllBytes(Shared.Path(["fixtures", .. path])), ".pth", iterations: 1000);

    [Fact]
    public void A_changed_byte_of_a_number_is_found_by_the_archives_checksum()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Shared.Path("fixtures", "torchvision", "formats", "zip.pth"));
        bytes[bytes.AsSpan().IndexOf("data/0"u8) + 200] ^= 1;
        using var file = WeightsFile.Open(folder.Write("w.pth", bytes));
        Assert.Contains("CRC-32", Assert.Throws<WeightsException>(() => file.Arrays[0].ReadSingles()).Message);
    }

    private static WeightsFile Open(string name) => WeightsFile.Open(Shared.Path("fixtures", "torchvision", "formats", name));

    private static bool Check(string list)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(list));
        var (must, path) = (document.RootElement.GetProperty("must").GetString(), list[..^".json".Length]);
        try
        {
            using var file = WeightsFile.Open(path);
            Assert.True(must is "load" or "either", $"{path} must be refused");
            Check(document.RootElement.GetProperty("arrays"), file);
            return true;
        }
        catch (WeightsException e)
        {
            Assert.True(must is "refuse" or "either", e.Message);
            Assert.Contains(Path.GetFileName(path), e.Message);
            return false;
        }
    }

    private static void Check(JsonElement list, WeightsFile file)
    {
        var around = string.Concat(file.Unwrapped.Select(part => part.EndsWith('.') ? part : part + "/"));
        var arrays = file.Arrays.ToDictionary(array => around + array.Path);
        foreach (var array in file.LeftOut)
            arrays.Add(array.Path, array);
        Assert.Equal(list.GetArrayLength(), arrays.Count);
        foreach (var item in list.EnumerateArray())
        {
            var array = arrays[item.GetProperty("name").GetString()!];
            Assert.Equal(Types[item.GetProperty("dtype").GetString()!], array.ElementType);
            Assert.Equal(item.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), array.Shape);
            Assert.Equal(item.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(array.ReadBytes())));
            Assert.Equal(array.ReadBytes(), array.ReadPieces().SelectMany(piece => piece.ToArray()));
            var values = array.ReadSingles();
            if (item.GetProperty("first").EnumerateArray().All(value => value.ValueKind == JsonValueKind.Number))
                Close.Relative(
                    [.. item.GetProperty("first").EnumerateArray().Select(value => (float)value.GetDouble())],
                    values.AsSpan(0, Math.Min(4, values.Length)), 1e-6, $"{file.Path}: {array.Path}");
        }
    }

    // Sign, exponent, fraction: written apart from the product's way, by the powers of two.
    private static float ByTable(byte bits, int exponentBits, bool hasInfinity)
    {
        var fractionBits = 7 - exponentBits;
        var (exponent, fraction) = ((bits & 0x7F) >> fractionBits, bits & ((1 << fractionBits) - 1));
        var (highest, bias) = ((1 << exponentBits) - 1, (1 << (exponentBits - 1)) - 1);
        var size = exponent == 0
            ? Math.Pow(2, 1 - bias) * fraction / (1 << fractionBits)
            : Math.Pow(2, exponent - bias) * (1 + (double)fraction / (1 << fractionBits));
        if (exponent == highest && (hasInfinity || fraction == (1 << fractionBits) - 1))
            size = hasInfinity && fraction == 0 ? double.PositiveInfinity : double.NaN;
        return (float)(bits >= 0x80 ? -size : size);
    }
}
