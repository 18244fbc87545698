using Graft.Trunk.Features;

namespace Graft.Tests.Trunk.Features;

public sealed class FeatureTableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(RowFormat.Float32, long.MaxValue)]
    [InlineData(RowFormat.Float32, 0)]
    [InlineData(RowFormat.BFloat16, long.MaxValue)]
    [InlineData(RowFormat.BFloat16, 0)]
    public void Rows_are_read_as_they_were_written_in_any_order(RowFormat format, long budget)
    {
        const int Rows = 700;
        const int Length = 40_000;
        using var table = new FeatureTable(Rows, Length, format, budget, folder.Path);
        Assert.Equal(budget > 0, table.IsInMemory);
        int[] written = [0, 1, 300, 699, 104, 105, 106];
        foreach (var row in written)
            table.Write(row, Row(row, Length));
        var part = new float[100];
        foreach (var row in written.Reverse())
        {
            table.Read(row, 777, part);
            Assert.Equal(Row(row, Length)[777..877], part);
        }
        table.Read(5, 0, part);
        Assert.Equal(new float[100], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Read(Rows, 0, part));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Write(-1, part));
    }

    [Fact]
    public void Its_file_has_no_name_that_could_be_left_behind()
    {
        var table = new FeatureTable(10, 10, RowFormat.Float32, memoryBudget: 0, folder.Path);
        table.Write(9, new float[10]);
        if (!OperatingSystem.IsWindows())
            Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        table.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static float[] Row(int row, int length) => [.. Enumerable.Range(0, length).Select(i => (float)((row + i) % 256))];
}
