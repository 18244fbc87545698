using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Graft.Cli.Parsing;

/// <summary>Options whose value is a number, with messages that say what would be right.</summary>
internal static class NumberOptions
{
    /// <summary>A whole number that is not below <paramref name="least"/>.</summary>
    public static Option<int?> Whole(string name, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = given => Parse<int?>(
            given, $"a whole number, {least} or more",
            text => ReadWhole(text) is { } number && number >= least ? number : null),
    };

    /// <summary>Any whole number.</summary>
    public static Option<int?> Any(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = given => Parse<int?>(
            given, "a whole number",
            ReadWhole),
    };

    /// <summary>A number above 0.</summary>
    public static Option<double?> Positive(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = given => Parse<double?>(
            given, "a number above 0",
            text => ReadReal(text) is { } number && number > 0 && double.IsFinite(number) ? number : null),
    };

    /// <summary>A network's input size.</summary>
    public static Option<InputSize?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N|HxW",
        CustomParser = given => Parse<InputSize?>(
            given, "a size in pixels such as 224 or 160x224 (height x width)",
            text => InputSize.TryParse(text, out var size) ? size : null),
    };

    /// <summary>A time above 0.</summary>
    public static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "15m",
        CustomParser = given => Parse<TimeSpan?>(given, "a time such as 90s, 15m or 2h, at most 30 days", ReadTime),
    };

    private static TimeSpan? ReadTime(string text)
    {
        double? unit = text.Length < 2 ? null : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => null };
        return unit is { } seconds && ReadReal(text[..^1]) is { } number && number > 0 && number * seconds <= 30 * 24 * 3600
            ? TimeSpan.FromSeconds(number * seconds)
            : null;
    }

    private static int? ReadWhole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? ReadReal(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static T? Parse<T>(ArgumentResult given, string wanted, Func<string, T?> read)
    {
        var text = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        if (read(text) is { } value)
            return value;
        given.AddError($"{((OptionResult)given.Parent!).IdentifierToken!.Value} is '{text}'; it must be {wanted}.");
        return default;
    }
}
