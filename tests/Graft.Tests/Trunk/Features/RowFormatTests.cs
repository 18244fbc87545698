using System.Runtime.InteropServices;
using CsCheck;
using Graft.Trunk.Features;
using TorchSharp;

namespace Graft.Tests.Trunk.Features;

public sealed class RowFormatTests
{
    [Fact]
    public void Half_as_many_bits_are_rounded_as_torch_rounds_them() => Gen.UInt.Array[64].Sample(
        bits =>
        {
            var values = MemoryMarshal.Cast<uint, float>(bits).ToArray();
            using var scope = torch.NewDisposeScope();
            var expected = torch.tensor(values).to_type(torch.bfloat16).to_type(torch.float32).data<float>().ToArray();
            var bytes = new byte[values.Length * 2];
            RowFormat.BFloat16.Encode(values, bytes);
            var decoded = new float[values.Length];
            RowFormat.BFloat16.Decode(bytes, decoded);
            RowFormat.BFloat16.Round(values);
            Assert.Equal(expected, decoded);
            Assert.Equal(expected, values);
        },
        iter: 500);

    [Fact]
    public void Whole_numbers_of_bits_stay_as_they_are() => Gen.UInt.Array[64].Sample(bits =>
    {
        var values = MemoryMarshal.Cast<uint, float>(bits);
        var bytes = new byte[values.Length * 4];
        RowFormat.Float32.Encode(values, bytes);
        var decoded = new float[values.Length];
        RowFormat.Float32.Decode(bytes, decoded);
        Assert.Equal(bits, MemoryMarshal.Cast<float, uint>(decoded).ToArray());
    });
}
