using PublicApiGenerator;

namespace Graft.Tests.Architecture;

public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    [Fact]
    public void The_public_interface_of_Graft_is_the_approved_one() =>
        Approved.Text(typeof(Model).Assembly.GeneratePublicApi(Options), "public-api");
}
