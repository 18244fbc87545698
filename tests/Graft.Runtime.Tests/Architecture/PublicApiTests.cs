using Graft.Runtime.Imaging;
using PublicApiGenerator;

namespace Graft.Runtime.Tests.Architecture;

public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    [Fact]
    public void The_public_interface_of_Graft_Runtime_is_the_approved_one() =>
        Approved.Text(typeof(Preprocessing).Assembly.GeneratePublicApi(Options), "public-api");
}
