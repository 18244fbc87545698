using Graft.Weights;

namespace Graft.Tests.Weights;

/// <summary>Files of the HDF Group's own library (<c>Hdf5Files/make.py</c>) that use what Keras's own seldom do.</summary>
public sealed class Hdf5FilesTests
{
    [Theory]
    [InlineData("many_layers_old.h5", 3)]
    [InlineData("many_layers_new.h5", 3)]
    [InlineData("many_attributes_new.h5", 1)]
    [InlineData("chunks_old.h5", 9)]
    [InlineData("chunks_new.h5", 9)]
    [InlineData("user_block_old.h5", 1)]
    public void Groups_attributes_and_chunks_of_every_kind_are_read(string name, int arrays)
    {
        using var file = WeightsFile.Open(PathOf(name));
        Assert.Equal(arrays, file.Arrays.Count);
        Assert.All(file.Arrays, array => Assert.Equal(Expected(array.Count), array.ReadSingles()));
    }

    [Fact]
    public void Numbers_of_every_type_become_singles()
    {
        using var file = WeightsFile.Open(PathOf("types_old.h5"));
        ElementType[] elsewhere = [ElementType.Float32, ElementType.Boolean, ElementType.Float8E4M3, ElementType.Float8E5M2];
        Assert.Equal(Enum.GetValues<ElementType>().Except(elsewhere).Order(),
            file.Arrays.Select(array => array.ElementType).Order());
        Assert.All(file.Arrays, array => Assert.Equal(Expected(5), array.ReadSingles()));
    }

    [Theory]
    [InlineData("big_endian_old.h5", "floating-point numbers of 4 bytes")]
    [InlineData("growing_new.h5", "so that it can grow")]
    public void What_weights_never_need_is_refused_by_name(string name, string reason) =>
        Assert.Contains(reason, Assert.Throws<WeightsException>(() => WeightsFile.Open(PathOf(name))).Message);

    [Theory]
    [InlineData("many_attributes_new.h5")]
    [InlineData("chunks_new.h5")]
    [InlineData("types_old.h5")]
    public void Changed_bytes_give_a_sound_file_or_a_WeightsException_and_nothing_else(string name) =>
        Mutations.Check(File.ReadAllBytes(PathOf(name)), ".h5", iterations: 400);

    private static float[] Expected(long count) => [.. Enumerable.Range(0, (int)count).Select(i => (float)((i * 7 + 3) % 101))];

    private static string PathOf(string name)
    {
        if (Checkout.Root is not { } root)
            Assert.Skip("NEEDS the sources' own test files.");
        return Path.Combine(Checkout.Root!, "tests", "Graft.Tests", "Weights", "Hdf5Files", name);
    }
}
