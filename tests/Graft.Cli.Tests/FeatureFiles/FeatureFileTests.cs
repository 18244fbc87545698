using System.Text;
using CsCheck;
using Graft.Cli.FeatureFiles;
using Parquet;

namespace Graft.Cli.Tests.FeatureFiles;

public sealed class FeatureFileTests : IDisposable
{
    private static readonly Dictionary<string, string> Notes =
        new() { ["backbone"] = "mobilenet_0.25.keras", ["layer"] = "a \"b\" é" };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_npy_header_is_the_one_that_NumPy_writes()
    {
        var bytes = Written(FeatureFormat.Npy, new FeatureTable(3, [2], Notes), [1, 2, 3, 4, 5, 6], 3);

        // numpy.save(file, numpy.arange(1, 7, dtype="<f4").reshape(3, 2))
        Assert.Equal(128 + 24, bytes.Length);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0], bytes[..10]);
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";
        Assert.Equal(header.PadRight(117) + "\n", Encoding.ASCII.GetString(bytes[10..128]));
        Assert.Equal([0, 0, 128, 63], bytes[128..132]);
    }

    [Fact]
    public void A_npy_file_is_read_as_it_was_written() => Gen.Select(
        Gen.Int[0, 7], Gen.Int[1, 4].Array[0, 3], Gen.Float.Array[7 * 64])
        .Sample((rows, shape, numbers) =>
        {
            var table = new FeatureTable(rows, shape, Notes);
            var values = numbers[..(rows * table.RowLength)];
            var path = folder.File("a.npy");
            File.WriteAllBytes(path, Written(FeatureFormat.Npy, table, values, 3));

            using var reader = NpyReader.Open(path);
            var read = new float[values.Length];
            reader.Read(read);
            Assert.Equal(table.Shape, reader.Shape);
            return read.AsSpan().SequenceEqual(values);
        }, iter: 50, threads: 1);

    [Fact]
    public void A_safetensors_file_is_read_by_an_independent_reader()
    {
        float[] values = [1, -2, 0.5f, float.NaN, 5, 6, 7, 8];
        var path = folder.File("a.safetensors");
        File.WriteAllBytes(path, Written(FeatureFormat.Safetensors, new FeatureTable(2, [1, 2, 2], Notes), values, 1));

        var file = TensorFile.Read(path);
        Assert.Equal([2, 1, 2, 2], file["features"].Shape);
        Assert.Equal(values, file["features"].Floats());
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 2_000_000)]
    [InlineData(0, 3)]
    public async Task A_parquet_file_has_a_row_for_each_picture(int rows, int length)
    {
        var values = Formula.Unit("parquet", (long)rows * length);
        var path = folder.File("a.parquet");
        await File.WriteAllBytesAsync(path, Written(FeatureFormat.Parquet, new FeatureTable(rows, [length], Notes), values, 2),
            TestContext.Current.CancellationToken);

        await using var reader = await ParquetReader.CreateAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("mobilenet_0.25.keras", reader.CustomMetadata["backbone"]);
        Assert.Equal($"[{length}]", reader.CustomMetadata["shape"]);
        var (names, read) = (new List<string?>(), new List<float>());
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rowGroup = reader.OpenRowGroupReader(group);
            var count = (int)rowGroup.RowCount;
            var text = new string?[count];
            await rowGroup.ReadAsync(
                reader.Schema.DataFields[0], text.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            var numbers = new float[count * length];
            var levels = new int[count * length];
            var present = new int[levels.Length];
            await rowGroup.ReadRawAsync<float>(
                reader.Schema.DataFields[1],
                numbers,
                present.AsMemory(),
                levels.AsMemory(),
                TestContext.Current.CancellationToken);
            Assert.All(Enumerable.Range(0, count), row => Assert.Equal(0, levels[row * length]));
            Assert.Equal(count, levels.Count(level => level == 0));
            names.AddRange(text);
            read.AddRange(numbers);
        }
        Assert.Equal(Enumerable.Range(0, rows).Select(row => $"picture {row}.jpg"), names);
        Assert.True(read.SequenceEqual(values));
    }

    [Fact]
    public void A_file_with_rows_missing_or_too_short_is_refused()
    {
        var file = FeatureFile.Begin(FeatureFormat.Npy, new MemoryStream(), new FeatureTable(2, [3], Notes));

        Assert.Throws<ArgumentException>(() => file.Append(["a"], new float[4]));
        file.Append(["a"], new float[3]);
        Assert.Throws<InvalidOperationException>(file.Complete);
    }

    [Theory]
    [InlineData("a.npy", FeatureFormat.Npy)]
    [InlineData("dir.x/A.SafeTensors", FeatureFormat.Safetensors)]
    [InlineData("a.parquet", FeatureFormat.Parquet)]
    [InlineData("a.csv", null)]
    [InlineData("npy", null)]
    public void The_ending_tells_the_format(string path, object? format) => Assert.Equal(
        (FeatureFormat?)format, FeatureFormats.Of(path));

    private static byte[] Written(FeatureFormat format, FeatureTable table, float[] values, int rowsAtOnce)
    {
        using var stream = new MemoryStream();
        var file = FeatureFile.Begin(format, stream, table);
        for (var row = 0; row < table.Rows; row += rowsAtOnce)
        {
            var count = (int)Math.Min(rowsAtOnce, table.Rows - row);
            file.Append([.. Enumerable.Range(row, count).Select(at => $"picture {at}.jpg")],
                values.AsMemory(row * table.RowLength, count * table.RowLength));
        }
        file.Complete();
        return stream.ToArray();
    }
}
