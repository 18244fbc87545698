using Graft.Weights;

namespace Graft.Tests.Weights;

public sealed class WeightsCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_are_listed_without_what_belongs_to_them_and_removed_with_it()
    {
        folder.Write("b.h5", new byte[30]);
        folder.Write("b.h5.sha256", new byte[64]);
        folder.Write("a.h5.partial", new byte[7]);
        folder.Write("a.h5.partial.version", new byte[3]);
        folder.Write(".b.h5.lock", []);
        var cache = new WeightsCache(folder.Path);
        Assert.Equal([("a.h5.partial", 7), ("b.h5", 30)], cache.List().Select(file => (file.File, file.Bytes)));
        Assert.Equal(104, cache.Clear());
        Assert.Empty(cache.List());
        Assert.Equal([folder.File(".b.h5.lock")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_folder_that_is_not_there_has_none()
    {
        var cache = new WeightsCache(folder.File("none"));
        Assert.Empty(cache.List());
        Assert.Equal(0, cache.Clear());
    }
}
