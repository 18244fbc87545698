using Graft.Engine;
using TorchSharp;

namespace Graft.Tests.Engine;

public sealed class NativeLibrariesTests
{
    [Fact]
    public void Libtorch_computes_on_a_system_with_an_older_standard_library()
    {
        Assert.True(Path.IsPathRooted(CacheFolder.Path));
        using var scope = torch.NewDisposeScope();
        Assert.Equal(4f, torch.ones(2, 2).sum().item<float>());
    }
}
