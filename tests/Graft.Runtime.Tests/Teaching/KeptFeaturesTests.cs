using Graft.Runtime.Teaching;

namespace Graft.Runtime.Tests.Teaching;

public sealed class KeptFeaturesTests
{
    private static readonly int[] Labels = [0, 1, 1, 2];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_again(bool mirrored)
    {
        var (plain, mirror) = (Formula.Unit("plain", 40), mirrored ? Formula.Unit("mirrored", 40) : []);
        var kept = KeptFeatures.TryKeep(plain, mirror, Labels)!;
        using var file = new MemoryStream();
        kept.Write(file);
        file.Position = 0;
        var read = KeptFeatures.Read(file);

        Assert.Equal((10, mirrored), (read.Width, read.IsMirrored));
        Assert.Equal(Labels, read.Labels);
        Assert.Equal(kept.ToPlain(), read.ToPlain());
        Assert.Equal(kept.ToMirrored(), read.ToMirrored());
        Assert.All(plain.Zip(read.ToPlain()), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) / 2000 + 1e-7));
    }

    [Fact]
    public void Columns_are_cut_and_rows_put_behind_each_other()
    {
        var kept = KeptFeatures.TryKeep([1, 2, 3, 4, 5, 6], [], [0, 1])!;
        Assert.Equal([2f, 3, 5, 6], kept.Last(2).ToPlain());
        var more = kept.Last(2).With(KeptFeatures.TryKeep([7, 8], [], [1])!);
        Assert.Equal([2f, 3, 5, 6, 7, 8], more.ToPlain());
        Assert.Equal([0, 1, 1], more.Labels);
        Assert.Throws<ArgumentException>(() => kept.With(more));
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_beyond_half_precision_are_not_kept(float value) =>
        Assert.Null(KeptFeatures.TryKeep([1, value], [], [0]));
}
