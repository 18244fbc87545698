using Graft.Runtime.Bundles;

namespace Graft.Runtime.Tests.Bundles;

public sealed class WeightsLicenceTests
{
    [Theory]
    [InlineData("CC-BY-NC-4.0")]
    [InlineData("cc-by-nc-sa-4.0")]
    [InlineData("CC-BY-NC-ND-3.0")]
    [InlineData("fair-noncommercial-research-license")]
    [InlineData("PolyForm-Noncommercial-1.0.0")]
    [InlineData("for non-commercial use only")]
    [InlineData("apple-amlr")]
    public void Commercial_use_is_forbidden(string licence) => Assert.True(WeightsLicence.ForbidsCommercialUse(licence));

    [Theory]
    [InlineData("Apache-2.0")]
    [InlineData("MIT")]
    [InlineData("BSD-3-Clause")]
    [InlineData("CC-BY-4.0")]
    [InlineData("CC-BY-ND-4.0")]
    [InlineData("NCSA")]
    [InlineData("apple-ascl")]
    [InlineData("dinov3-license")]
    [InlineData("not stated")]
    [InlineData("")]
    [InlineData(null)]
    public void Commercial_use_is_not_known_to_be_forbidden(string? licence) =>
        Assert.False(WeightsLicence.ForbidsCommercialUse(licence));

    [Fact]
    public void The_text_of_a_known_licence_has_an_address()
    {
        Assert.Equal("https://creativecommons.org/licenses/by-nc/4.0/legalcode", WeightsLicence.TextOf("cc-by-nc-4.0")!.AbsoluteUri);
        Assert.Null(WeightsLicence.TextOf("apple-amlr"));
    }
}
