using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CsCheck;
using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Weights;

public sealed class SafetensorsTests
{
    private static readonly Gen<(string Name, ElementType Type, long[] Shape, byte[] Bytes)> AnyArray =
        from name in Gen.String
        where name != "__metadata__" && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)) == name
        from type in Gen.Enum<ElementType>()
        from shape in Gen.Long[0, 4].Array[0, 4]
        from bytes in Gen.Byte.Array[(int)shape.Aggregate(1L, (a, b) => a * b) * SizeOf(type)]
        select (name, type, shape, bytes);

    [Fact]
    public void What_is_written_is_read_again_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        AnyArray.Array[0, 6].Sample(
            arrays =>
            {
                var distinct = arrays.DistinctBy(array => array.Name).ToArray();
                var writer = new SafetensorsWriter([new("by", "test")]);
                foreach (var array in distinct)
                    writer.Add(array.Name, array.Type, array.Shape, array.Bytes);
                using var stream = new MemoryStream();
                writer.Write(stream);

                using var file = WeightsFile.Open(folder.Write("w.safetensors", stream.ToArray()));
                Assert.Equal("test", file.Metadata["by"]);
                Assert.Equal(distinct.Select(a => a.Name).Order(StringComparer.Ordinal),
                    file.Arrays.Select(a => a.Path).Order(StringComparer.Ordinal));
                foreach (var array in distinct)
                {
                    var read = file.Arrays.Single(a => a.Path == array.Name);
                    Assert.Equal(array.Type, read.ElementType);
                    Assert.Equal(array.Shape, read.Shape);
                    Assert.Equal(array.Bytes, read.ReadBytes());
                }
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void Arrays_of_one_type_keep_the_order_in_which_they_were_added_and_the_bytes_are_always_the_same()
    {
        string[] names = ["z/kernel", "a/bias", "m/gamma"];
        var first = Written(names);
        Assert.Equal(first, Written(names));
        using var folder = new TemporaryFolder();
        using var file = WeightsFile.Open(folder.Write("w", first));
        Assert.Equal(names, file.Arrays.Select(array => array.Path));

        static byte[] Written(string[] names)
        {
            var writer = new SafetensorsWriter([new("b", "2"), new("a", "1")]);
            foreach (var name in names)
                writer.Add(name, [2L, 3L], [1f, 2f, 3f, 4f, 5f, 6f]);
            using var stream = new MemoryStream();
            writer.Write(stream);
            return stream.ToArray();
        }
    }

    [Fact]
    public void Every_array_begins_at_a_multiple_of_its_element()
    {
        var writer = new SafetensorsWriter();
        writer.Add("bytes", ElementType.UInt8, [3L], new byte[3]);
        writer.Add("halves", ElementType.Float16, [3L], new byte[6]);
        writer.Add("doubles", ElementType.Float64, [1L], new byte[8]);
        writer.Add("singles", [1L], [1f]);
        using var stream = new MemoryStream();
        writer.Write(stream);
        var bytes = stream.ToArray();
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + length) % 8);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        int Offset(string name) => header.RootElement.GetProperty(name).GetProperty("data_offsets")[0].GetInt32();
        Assert.Equal([0, 8, 12, 18], [Offset("doubles"), Offset("singles"), Offset("halves"), Offset("bytes")]);
    }

    [Fact]
    public void All_floating_types_become_the_nearest_single()
    {
        float[] values = [0f, 1f, -2.5f, 65504f, 0.333251953125f];
        Check(ElementType.Float16, MemoryMarshal.AsBytes<Half>([.. values.Select(v => (Half)v)]).ToArray(), values);
        float[] coarse = [0f, 1f, -2.5f, 3.3895314e38f, 0.333984375f];
        Check(
            ElementType.BFloat16,
            MemoryMarshal.AsBytes<ushort>([.. coarse.Select(v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16))]).ToArray(),
            coarse);
        double[] doubles = [0.1, 1e-3, 1e300, double.NaN, -7];
        Check(ElementType.Float64, MemoryMarshal.AsBytes<double>(doubles).ToArray(), [.. doubles.Select(v => (float)v)]);

        static void Check(ElementType type, byte[] bytes, float[] expected)
        {
            var writer = new SafetensorsWriter();
            writer.Add("a", type, [5L], bytes);
            using var stream = new MemoryStream();
            writer.Write(stream);
            using var folder = new TemporaryFolder();
            using var file = WeightsFile.Open(folder.Write("w", stream.ToArray()));
            Assert.Equal(expected, Assert.Single(file.Arrays).ReadSingles());
        }
    }

    [Theory]
    [InlineData("mobilenet_v1_0.75_224.f32.safetensors", 137)]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq.q8.safetensors", -1)]
    public void A_published_file_reads_as_an_independent_reader_reads_it(string name, int count)
    {
        var reference = Shared.Tensors("weights", name);
        using var file = WeightsFile.Open(Shared.Path("weights", name));
        Assert.Equal(reference.Names.ToHashSet(), file.Arrays.Select(array => array.Path).ToHashSet());
        if (count > 0)
            Assert.Equal(count, file.Arrays.Count);
        foreach (var array in file.Arrays)
        {
            Assert.Equal(reference[array.Path].Shape.Select(size => (long)size), array.Shape);
            Assert.True(reference[array.Path].Bytes.AsSpan().SequenceEqual(array.ReadBytes()), array.Path);
        }
    }

    [Fact]
    public void Changed_bytes_give_a_sound_file_or_a_WeightsException_and_nothing_else()
    {
        var writer = new SafetensorsWriter([new("format", "pt")]);
        writer.Add("conv/kernel", [2L, 2L], [1f, 2f, 3f, 4f]);
        writer.Add("conv/bias", ElementType.Float16, [2L], new byte[4]);
        using var stream = new MemoryStream();
        writer.Write(stream);
        Mutations.Check(stream.ToArray(), ".safetensors", iterations: 3000);
    }

    [Fact]
    public void A_file_is_written_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        writer.Add("a/kernel", [1L], [1f]);
        var path = folder.File("w.safetensors");
        writer.Save(path);
        var first = File.ReadAllBytes(path);
        Assert.Contains("is there already", Assert.Throws<WeightsException>(() => writer.Save(path)).Message);
        Assert.Throws<WeightsException>(() => writer.Save(folder.File(Path.Combine("missing", "w.safetensors"))));
        Assert.Equal(first, File.ReadAllBytes(path));
        writer.Save(path, overwrite: true);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    private static int SizeOf(ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        _ => 1,
    };
}
