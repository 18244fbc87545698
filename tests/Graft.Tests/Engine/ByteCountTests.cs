using Graft.Engine;

namespace Graft.Tests.Engine;

public sealed class ByteCountTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1048576)]
    [InlineData("500MB", 500_000_000)]
    [InlineData("1.5 gb", 1_500_000_000)]
    [InlineData(" 2T ", 2_000_000_000_000)]
    [InlineData("7k", 7000)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes) => Assert.Equal(bytes, ByteCount.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1e3")]
    [InlineData("99999999999T")]
    public void What_is_no_size_is_none(string text) => Assert.Null(ByteCount.Parse(text));
}
