using System.CommandLine;
using Graft.Cli.Parsing;

namespace Graft.Cli.Tests.Parsing;

public sealed class NumberOptionsTests
{
    private readonly Option<int?> epochs = NumberOptions.Whole("--epochs", "", least: 1);
    private readonly Option<int?> seed = NumberOptions.Any("--seed", "");
    private readonly Option<double?> rate = NumberOptions.Positive("--learning-rate", "");
    private readonly Option<TimeSpan?> budget = NumberOptions.Time("--budget", "");
    private readonly Option<InputSize?> size = CommonOptions.InputSize();

    [Theory]
    [InlineData("12", 12)]
    [InlineData("1", 1)]
    [InlineData(null, null)]
    public void Whole_numbers_are_read(string? text, int? expected) =>
        Assert.Equal(expected, Parse(epochs, text).GetValue(epochs));

    [Theory]
    [InlineData("-3")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("many")]
    [InlineData("99999999999")]
    public void A_wrong_whole_number_is_named_and_told_what_it_must_be(string text) =>
        Assert.Equal([$"--epochs is '{text}'; it must be a whole number, 1 or more."], UsageErrors.Of(Parse(epochs, text)));

    [Theory]
    [InlineData("-7", -7)]
    [InlineData("2147483647", int.MaxValue)]
    public void Seeds_may_be_anything_whole(string text, int expected) =>
        Assert.Equal(expected, Parse(seed, text).GetValue(seed));

    [Theory]
    [InlineData("1e-3", 0.001)]
    [InlineData("0.5", 0.5)]
    public void Rates_are_read_in_any_country(string text, double expected) =>
        Assert.Equal(expected, Parse(rate, text).GetValue(rate));

    [Theory]
    [InlineData("-0.1")]
    [InlineData("0")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0,5")]
    public void A_wrong_rate_is_refused(string text) => Assert.Single(UsageErrors.Of(Parse(rate, text)));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("0.5h", 1800)]
    public void Times_have_a_unit(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Parse(budget, text).GetValue(budget));

    [Theory]
    [InlineData("15")]
    [InlineData("m")]
    [InlineData("0s")]
    [InlineData("-1m")]
    [InlineData("NaNs")]
    [InlineData("1e9h")]
    public void A_wrong_time_is_refused(string text) => Assert.Single(UsageErrors.Of(Parse(budget, text)));

    [Theory]
    [InlineData("224", 224, 224)]
    [InlineData("160x224", 160, 224)]
    [InlineData("1X2", 1, 2)]
    public void Sizes_are_one_number_or_height_and_width(string text, int height, int width) =>
        Assert.Equal(new InputSize(height, width), Parse(size, text).GetValue(size));

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("224x")]
    [InlineData("1x2x3")]
    [InlineData("")]
    public void A_wrong_size_is_refused(string text) => Assert.Single(UsageErrors.Of(Parse(size, text)));

    private static ParseResult Parse(Option option, string? text)
    {
        RootCommand root = [option];
        return root.Parse(text is null ? [] : [option.Name, text]);
    }
}
